import { existsSync } from "node:fs";
import { createLog } from "./dispatch/log.ts";
import { runKernel } from "./dispatch/run-kernel.ts";

/** Entry of the Jupyter kernel: `node main.js CONNECTION_FILE`. Its standard output stays empty: nobody may be reading. */
const [argument] = process.argv.slice(2);
if (argument === undefined) {
  process.stderr.write("Usage: node main.js CONNECTION_FILE (front ends of Jupyter do this)\n");
  process.exit(64);
}
// VS Code puts a path with blanks into quotes, and starts the kernel without a shell that would take them off.
const file = existsSync(argument) ? argument : argument.replace(/^"(.*)"$/, "$1");
const log = createLog(process.stderr);
try {
  await runKernel(file, { log });
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
