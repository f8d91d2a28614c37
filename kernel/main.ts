import { createLog } from "./dispatch/log.ts";
import { runKernel } from "./dispatch/run-kernel.ts";

/** Entry of the Jupyter kernel: `node main.js CONNECTION_FILE`. Its standard output stays empty: nobody may be reading. */
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write("Usage: node main.js CONNECTION_FILE (front ends of Jupyter do this)\n");
  process.exit(64);
}
const log = createLog(process.stderr);
try {
  await runKernel(file, { log });
} catch (error) {
  log(error instanceof Error ? error.message : String(error));
  process.exit(1);
}
