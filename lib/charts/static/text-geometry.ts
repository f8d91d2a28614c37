import { textWidthPx } from "../theme/text-width.ts";

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface GeometryWindow {
  readonly SVGElement: { readonly prototype: object };
  readonly Element: { readonly prototype: object };
}

/** Height of a line, and of its part above the baseline, in font sizes (Arial's ascent and descent). */
const lineHeight = 1.15;
const ascent = 0.905;
const defaultSizePx = 12;

/**
 * Teaches a jsdom window the sizes of SVG text, which plotly asks for to set margins, legends and titles.
 *
 * Answers for text elements and for groups of them; everything else measures nothing, as in jsdom.
 */
export function installTextGeometry(window: GeometryWindow): void {
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: Element) {
      return asRectangle(boxOf(this));
    },
    getComputedTextLength(this: Element) {
      return lineWidthPx(this);
    },
  });
  const original = (window.Element.prototype as Element).getBoundingClientRect;
  Object.assign(window.Element.prototype, {
    getBoundingClientRect(this: Element) {
      return this.namespaceURI?.endsWith("svg") ? asRectangle(boxOf(this)) : original.call(this);
    },
  });
}

function boxOf(element: Element): Box | undefined {
  if (element.localName === "text") return textBox(element);
  if (element.localName === "rect") return rectangleBox(element);
  if (element.localName !== "g" && element.localName !== "svg") return undefined;
  const boxes: Box[] = [];
  for (const child of element.children) {
    const box = boxOf(child);
    if (box) boxes.push(transformed(box, child.getAttribute("transform")));
  }
  if (boxes.length === 0) return undefined;
  return {
    left: Math.min(...boxes.map(({ left }) => left)),
    top: Math.min(...boxes.map(({ top }) => top)),
    right: Math.max(...boxes.map(({ right }) => right)),
    bottom: Math.max(...boxes.map(({ bottom }) => bottom)),
  };
}

/** Returns the upright box around a box that was moved and turned; plotly writes `translate(x,y)` and `rotate(deg,x,y)`. */
function transformed(box: Box, transform: string | null): Box {
  let corners = [box.left, box.right].flatMap((x) => [box.top, box.bottom].map((y): Point => [x, y]));
  // The last of several transforms is the first to act on a point.
  for (const [, name, list] of [...(transform ?? "").matchAll(/(\w+)\(([^)]*)\)/g)].reverse()) {
    const numbers = (list as string).trim().split(/[\s,]+/);
    const [a = 0, b = 0, c = 0] = numbers.map(Number);
    if (name === "translate") corners = corners.map(([x, y]) => [x + a, y + b]);
    if (name === "rotate") corners = corners.map((corner) => turned(corner, a, [b, c]));
  }
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

type Point = readonly [number, number];

function turned([x, y]: Point, degrees: number, [centerX, centerY]: Point): Point {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [
    centerX + (x - centerX) * cos - (y - centerY) * sin,
    centerY + (x - centerX) * sin + (y - centerY) * cos,
  ];
}

function rectangleBox(element: Element): Box {
  const [left, top] = [numberOf(element, "x"), numberOf(element, "y")];
  return {
    left,
    top,
    right: left + numberOf(element, "width"),
    bottom: top + numberOf(element, "height"),
  };
}

function textBox(element: Element): Box | undefined {
  if (!element.textContent) return undefined;
  const lines = Array.from(element.children).filter((child) => child.classList.contains("line"));
  const sizePx = fontSizePx(element);
  const width = lines.length > 0 ? Math.max(...lines.map(lineWidthPx)) : lineWidthPx(element);
  const anchor = styleOf(element, "text-anchor");
  const x = numberOf(element, "x");
  const left = anchor === "middle" ? x - width / 2 : anchor === "end" ? x - width : x;
  const top = numberOf(element, "y") - ascent * sizePx;
  // Plotly sets lines 1.3 font sizes apart (its LINE_SPACING).
  const height = (lineHeight + 1.3 * Math.max(0, lines.length - 1)) * sizePx;
  return { left, top, right: left + width, bottom: top + height };
}

/** Adds up the text nodes below an element, each in its own size and weight. */
function lineWidthPx(element: Element): number {
  let width = 0;
  for (const node of element.childNodes) {
    if (node.nodeType === 1) width += lineWidthPx(node as Element);
    else if (node.nodeType === 3) {
      const weight = styleOf(element, "font-weight");
      const bold = weight === "bold" || Number(weight) >= 600;
      width += textWidthPx(node.textContent ?? "", fontSizePx(element), bold);
    }
  }
  return width;
}

function fontSizePx(element: Element): number {
  const declared = ownStyle(element, "font-size");
  if (declared === "") return element.parentElement ? fontSizePx(element.parentElement) : defaultSizePx;
  const value = Number.parseFloat(declared);
  if (declared.endsWith("%")) return (fontSizePx(element.parentElement as Element) * value) / 100;
  return value;
}

function styleOf(element: Element, property: string): string {
  for (let node: Element | null = element; node; node = node.parentElement) {
    const value = ownStyle(node, property);
    if (value !== "") return value;
  }
  return "";
}

function ownStyle(element: Element, property: string): string {
  const { style } = element as HTMLElement;
  return style?.getPropertyValue(property) || (element.getAttribute(property) ?? "");
}

function numberOf(element: Element, attribute: string): number {
  return Number.parseFloat(element.getAttribute(attribute) ?? "") || 0;
}

function asRectangle(box: Box | undefined) {
  const { left, top, right, bottom } = box ?? { left: 0, top: 0, right: 0, bottom: 0 };
  return { x: left, y: top, left, top, right, bottom, width: right - left, height: bottom - top };
}
