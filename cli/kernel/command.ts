import { type Command, Option } from "commander";
import type { TypePolicy } from "../../kernel/kernelspec/kernelspec.ts";

/** Options that say which kernelspec is meant, as they are typed. */
export interface PlaceOptions {
  readonly figures?: true;
  readonly name?: string;
  readonly user?: true;
  readonly prefix?: string;
  readonly sysPrefix?: true;
}

/** The options of `transferlab kernel install`, as they are typed. */
export interface InstallOptions extends PlaceOptions {
  readonly displayName?: string;
  readonly types?: TypePolicy;
  readonly replace: boolean;
}

const HELP = `
Jupyter finds a kernel by a folder with a file kernel.json. It is written here without Python, and names this Node and this
package by their full paths: install it again when Node or the package has moved, as after an update of Node by nvm or
Homebrew. kernel list says when a path is gone.

Where:
  --user         for you alone: JUPYTER_DATA_DIR, else the platform's place, such as ~/.local/share/jupyter (default)
  --sys-prefix   into the active Python environment: VIRTUAL_ENV or CONDA_PREFIX, else that of the jupyter on the path
  --prefix DIR   into DIR/share/jupyter; /usr/local for every user of this computer

Exit code:
  0   done
  1   it could not be done
  64  the arguments can't be used

Examples:
  $ transferlab kernel install
  $ transferlab kernel install --sys-prefix
  $ transferlab kernel install --name typescript-untyped --display-name "TypeScript (unchecked)" --types off
  $ sudo transferlab kernel install --prefix /usr/local
`;

/** Adds `transferlab kernel` and its commands to a program; each ends with `process.exitCode` set. */
export function addKernelCommand(program: Command): void {
  const kernel = program
    .command("kernel")
    .summary("make Jupyter know the TypeScript kernel")
    .description("Installs the TypeScript kernel for Jupyter, lists where it is installed, and removes it.")
    .addHelpText("after", HELP);
  addPlace(kernel.command("install"))
    .summary("install the kernel; one of ours is replaced")
    .description("Makes Jupyter know the TypeScript kernel, without Python.")
    .option("--display-name <text>", "what Jupyter shows (default: TypeScript (transferlab))")
    .addOption(
      new Option(
        "--types <policy>",
        "what type errors do in this kernel: on blocks the cell, warn runs it, off checks nothing",
      ).choices(["on", "warn", "off"]),
    )
    .option("--replace", "replace another program's kernel of that name", false)
    .option(
      "--figures",
      "also install what shows figures in JupyterLab and Notebook, in place of pip's plotly",
    )
    .addHelpText("after", HELP)
    .action((options: InstallOptions) => act(import("./install.ts"), ({ install }) => install(options)));
  addPlace(kernel.command("uninstall"))
    .summary("remove the kernel")
    .description("Removes a kernel that install has written.")
    .option("--figures", "also remove what install --figures has written")
    .action((options: PlaceOptions) => act(import("./install.ts"), ({ uninstall }) => uninstall(options)));
  kernel
    .command("list")
    .summary("list where the kernel is installed, and whether it can start")
    .description("Lists the installed kernels of this program, and paths of theirs that are gone.")
    .action(() => act(import("./list.ts"), ({ list }) => list()));
}

function addPlace(command: Command): Command {
  return command
    .addOption(new Option("--user", "for you alone (default)").conflicts(["prefix", "sysPrefix"]))
    .addOption(
      new Option("--prefix <folder>", "into <folder>/share/jupyter").conflicts(["user", "sysPrefix"]),
    )
    .addOption(new Option("--sys-prefix", "into the active Python environment").conflicts(["user", "prefix"]))
    .option("--name <name>", "name of the kernel in notebooks (default: transferlab)");
}

async function act<Module>(
  module: Promise<Module>,
  command: (module: Module) => Promise<number>,
): Promise<void> {
  const { exitCodeOf } = await import("./exit-code-of.ts");
  const loaded = await module;
  process.exitCode = await exitCodeOf(() => command(loaded));
}
