/** The protocol counts a cursor in Unicode code points, JavaScript in UTF-16 units: 😀 is one of those and two of these. */

/** Finds the offset in UTF-16 units of a position in code points; past the end it is the end. */
export function toUtf16Offset(text: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < text.length; left--) {
    offset += (text.codePointAt(offset) as number) > 0xff_ff ? 2 : 1;
  }
  return offset;
}

/** Finds the position in code points of an offset in UTF-16 units. */
export function toCodePoints(text: string, offset: number): number {
  let codePoints = 0;
  for (let at = 0; at < offset && at < text.length; codePoints++) {
    at += (text.codePointAt(at) as number) > 0xff_ff ? 2 : 1;
  }
  return codePoints;
}
