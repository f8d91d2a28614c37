/** `npm run bench`: sets up, then measures side by side; see bench/main.ts. */
import { root, runOrExit, setUp } from "./setup.mjs";

setUp();
runOrExit(process.execPath, ["--import", "tsx", "bench/main.ts", ...process.argv.slice(2)], { cwd: root });
