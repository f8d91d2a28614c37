import { readFile } from "node:fs/promises";

/** A photo that is read, but not quite as it lies on disk. */
export interface OddPhoto {
  readonly path: string;
  /** What is odd, and what is done about it, a sentence each. */
  readonly notes: readonly string[];
}

/** Length of the longer side over the shorter from which squashing a photo to a square deforms it plainly. */
const LONG = 2;

/**
 * Tells which photos are read in a way that one may not expect: turned by their EXIF orientation, smaller than the network
 * sees, see-through, moving, or so long that a square deforms them.
 *
 * Looks at their beginnings only. Files that cannot be read are passed over: reading them says why.
 *
 * @param options - `sidePx`: side of the square that the network sees.
 * @returns those that have something to be told, in order.
 * @example (await findOddPhotos(paths, { sidePx: 224 })).map(({ path, notes }) => `${path}: ${notes.join("; ")}`);
 */
export async function findOddPhotos(
  paths: readonly string[],
  { sidePx }: { readonly sidePx: number },
): Promise<OddPhoto[]> {
  const odd: OddPhoto[] = [];
  for (const path of paths) {
    const notes = await notesOf(path, sidePx);
    if (notes.length > 0) odd.push({ path, notes });
  }
  return odd;
}

async function notesOf(path: string, sidePx: number): Promise<string[]> {
  const { default: sharp } = await import("sharp");
  const facts = await readFile(path)
    .then((bytes) => sharp(bytes).metadata())
    .catch(() => undefined);
  if (facts === undefined) return [];
  const { width, height, orientation = 1, pages = 1, hasAlpha, space } = facts;
  const size = `${width} x ${height} pixels`;
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  const notes: string[] = [];
  if (orientation > 1) notes.push(`turned by its EXIF orientation (${orientation}); seen upright`);
  if (shorter < sidePx) notes.push(`${size}, fewer than the ${sidePx} that the network sees; enlarged`);
  if (longer >= LONG * shorter) notes.push(`${size}, long; squashed to a square`);
  if (hasAlpha) notes.push("has see-through parts; the colours stored under them are seen");
  if (pages > 1) notes.push(`${pages} frames or pages; the first is seen`);
  if (space === "cmyk") notes.push("in printing inks (CMYK); converted");
  return notes;
}
