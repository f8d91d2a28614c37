/**
 * Whether a version of Node.js is in a range of the form that `engines` has: `^20.19.0 || >=24.0.0`.
 *
 * Throws for any other form.
 */
export function satisfies(version: string, range: string): boolean {
  const [major, minor, patch] = numbersOf(version);
  return range.split("||").some((part) => {
    const match = /^(\^|>=)(\d+\.\d+\.\d+)$/.exec(part.trim());
    if (!match) throw new Error(`engines: expected ^x.y.z or >=x.y.z, received ${part}`);
    const least = numbersOf(match[2]!);
    if (match[1] === "^" && major !== least[0]) return false;
    if (major !== least[0]) return major > least[0];
    return minor !== least[1] ? minor > least[1] : patch >= least[2];
  });
}

function numbersOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.-]/).map(Number);
  return [major, minor, patch];
}
