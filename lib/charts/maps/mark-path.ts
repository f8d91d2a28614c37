/** Outlines of the markers in the order of {@link symbolOf}, of radius 1, relative to their centre. */
const outlines: ReadonlyArray<(radius: string, small: string) => string> = [
  (r) => `m-${r} 0a${r} ${r} 0 1 0 ${double(r)} 0a${r} ${r} 0 1 0 -${double(r)} 0z`,
  (_, s) => `m-${s} -${s}h${double(s)}v${double(s)}h-${double(s)}z`,
  (r) => `m0 -${r}l${r} ${r}l-${r} ${r}l-${r} -${r}z`,
  (r, s) => `m0 -${r}l${r} ${double(s)}h-${double(r)}z`,
  (r, s) => cross(r, s, 0),
  (r, s) => cross(r, s, 45),
  (r) => star(r),
];

/** Returns the outline of a class's marker, to follow an `M` to its centre. */
export function markPath(classIndex: number, radius: number): string {
  const outline = outlines[classIndex % outlines.length]!;
  return outline(String(radius), String(Math.round(radius * 8.6) / 10));
}

function double(length: string): string {
  return String(2 * Number(length));
}

function cross(radius: string, _: string, degrees: number): string {
  const r = 1.1 * Number(radius);
  const a = r / 3;
  const corners = [
    [-a, -r],
    [a, -r],
    [a, -a],
    [r, -a],
    [r, a],
    [a, a],
    [a, r],
    [-a, r],
    [-a, a],
    [-r, a],
    [-r, -a],
    [-a, -a],
  ] as const;
  return polygon(corners.map(([x, y]) => turn(x, y, degrees)));
}

function star(radius: string): string {
  const r = 1.25 * Number(radius);
  return polygon(Array.from({ length: 10 }, (_, at) => turn(0, at % 2 === 0 ? -r : -0.45 * r, 36 * at)));
}

function turn(x: number, y: number, degrees: number): readonly [number, number] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [x * cos - y * sin, x * sin + y * cos];
}

function polygon(corners: ReadonlyArray<readonly [number, number]>): string {
  let [fromX, fromY] = [0, 0];
  const steps = corners.map(([x, y], at) => {
    const step = `${at === 0 ? "m" : "l"}${round(x - fromX)} ${round(y - fromY)}`;
    [fromX, fromY] = [fromX + Number(round(x - fromX)), fromY + Number(round(y - fromY))];
    return step;
  });
  return `${steps.join("")}z`;
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
