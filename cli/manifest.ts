import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What the commands need of package.json. */
export interface Manifest {
  readonly version: string;
  readonly engines: { readonly node: string };
}

const fromSource = import.meta.url.endsWith(".ts");

/** Where package.json is: in a checkout its root, else the installed package. */
export const packageFolder = fileURLToPath(new URL(fromSource ? ".." : "../..", import.meta.url));

/** Reads package.json of this package. */
export function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as Manifest;
}
