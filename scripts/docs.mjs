/**
 * `npm run docs`: writes the reference of the library, one page a public name, to out/api. A link that leads nowhere, or a
 * type that is shown but not exported, fails the run.
 */
import { join } from "node:path";
import { root, runPackageOrExit, setUp } from "./setup.mjs";

setUp();
runPackageOrExit("typedoc/bin/typedoc", process.argv.slice(2));
console.log(`Reference: ${join(root, "out", "api", "index.html")}`);
