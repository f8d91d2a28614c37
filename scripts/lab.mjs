/**
 * `npm run lab`: sets up, then opens JupyterLab on the notebooks, with the kernel known in this checkout alone.
 *
 *     npm run lab                              an installed JupyterLab, else one that is installed into .jupyter/
 *     npm run lab -- --no-browser --port 9000  further arguments are those of jupyter lab
 *
 * TRANSFERLAB_JUPYTER names a Python, its environment's folder or its jupyter to use; `private` means that of .jupyter/.
 */
import { root, setUp } from "./setup.mjs";

setUp();
const { openLab } = await import("../dist/cli/lab/open-lab.js");
process.exitCode = await openLab(root, {
  args: process.argv.slice(2),
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
