/** `npm run bench:kernel`: builds, then measures kernels side by side; see bench/kernel/main.ts. */
import { root, runOrExit, setUp } from "./setup.mjs";

setUp();
runOrExit(process.execPath, ["--import", "tsx", "bench/kernel/main.ts", ...process.argv.slice(2)], {
  cwd: root,
});
