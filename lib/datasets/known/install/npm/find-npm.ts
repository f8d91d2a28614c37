import { access, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Environment } from "../../dataset-places.ts";

/** How to start npm. */
export interface NpmCommand {
  readonly file: string;
  /** Arguments before those of npm. */
  readonly args: readonly string[];
  /** Whether a shell must start it, as Windows's `.cmd` files need. */
  readonly shell: boolean;
}

/**
 * Finds the npm that runs this program, else the one that came with this Node.js, else whatever the PATH has.
 *
 * @param nodePath - of Node.js's executable.
 */
export async function findNpm(
  environment: Environment = process.env,
  {
    nodePath = process.execPath,
    platform = process.platform,
  }: { nodePath?: string; platform?: NodeJS.Platform } = {},
): Promise<NpmCommand> {
  const { npm_execpath: running } = environment;
  const real = await realpath(nodePath).catch(() => nodePath);
  const places = [
    // Yarn and pnpm set it too, to themselves.
    ...(running !== undefined && basename(running) === "npm-cli.js" ? [running] : []),
    ...[nodePath, real].flatMap((path) => [
      join(dirname(path), "node_modules", "npm", "bin", "npm-cli.js"),
      join(dirname(path), "..", "lib", "node_modules", "npm", "bin", "npm-cli.js"),
    ]),
  ];
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere) return { file: nodePath, args: [place], shell: false };
  }
  return { file: "npm", args: [], shell: platform === "win32" };
}
