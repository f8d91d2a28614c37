import { type Command, InvalidArgumentError } from "commander";
import type { PublishedFiles } from "../../lib/models/imagenet/published-files.ts";

/** What the commands on models work with. */
export interface ModelsSettings {
  /** @defaultValue the files that Keras publishes */
  readonly files?: PublishedFiles | undefined;
}

const HELP = `
Weights for ImageNet are downloaded once, into the cache, and checked by their md5 whenever they are used. Files that
Keras has downloaded to ~/.keras/models are taken from there.

Environment:
  TRANSFERLAB_HOME      folder of the cache
  TRANSFERLAB_MIRROR    address to download from instead of Google's, such as one that models serve prints
  TRANSFERLAB_OFFLINE   1: never use the network
  KERAS_HOME            folder of Keras, ~/.keras otherwise
  HTTPS_PROXY NO_PROXY  as elsewhere

Exit code:
  0    done
  1    a download failed, or a file is damaged
  64   the arguments can't be used
  130  interrupted with Ctrl-C; what has come is kept, and the same command goes on from there

Examples:
  $ transferlab models
  $ transferlab models download vgg16 resnet50 --no-top
  $ transferlab models serve --host 0.0.0.0
`;

/** Adds `transferlab models` and its commands to a program; each ends with `process.exitCode` set. */
export function addModelsCommand(program: Command, settings: ModelsSettings = {}): void {
  const models = program
    .command("models")
    .summary("list, download and share weights")
    .description("Lists the weights that are here, and what a download of the others would cost.")
    .addHelpText("after", HELP)
    .action(() => act(import("./list.ts"), ({ list }) => list(settings)));
  models
    .command("download")
    .summary("download weights that Keras publishes for ImageNet")
    .description(
      "Downloads weights, and the names of the classes. What is here already is not downloaded again.",
    )
    .argument("[name...]", "networks: vgg16, vgg19, resnet50, inception_v3")
    .option("--no-top", "the weights without the classifier's layers: for features and fine-tuning")
    .option("--all", "everything, with and without top (with --no-top only that)", false)
    .action((names: string[], options: { top: boolean; all: boolean }) =>
      act(import("./download.ts"), ({ download }) => download(names, options, settings)),
    );
  models
    .command("import")
    .summary("take weights from a folder, such as a USB stick's")
    .description("Takes the published files that a folder has into the cache: as hard links, else as copies.")
    .argument("<folder>", "folder that has them, by Keras's names")
    .action((folder: string) =>
      act(import("./import.ts"), ({ importFolder }) => importFolder(folder, settings)),
    );
  models
    .command("verify")
    .summary("check the md5 of every file that is here")
    .description("Reads every published file that is here and checks its md5.")
    .action(() => act(import("./verify.ts"), ({ verify }) => verify(settings)));
  models
    .command("path")
    .summary("print the folder of the cache")
    .description("Prints the folder that weights are downloaded to.")
    .action(() => act(import("./list.ts"), ({ printPath }) => printPath()));
  models
    .command("serve")
    .summary("share the weights that are here with a class")
    .description("Serves the published files that are here, and nothing else, until Ctrl-C.")
    .option(
      "--host <address>",
      "address to listen at; 0.0.0.0 for every network of this computer",
      "127.0.0.1",
    )
    .option("--port <number>", "port to listen at; 0 for any that is free", readPort, 8018)
    .action((options: { host: string; port: number }) =>
      act(import("./serve.ts"), ({ serve }) => serve(options, settings)),
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

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("expected a number from 0 to 65535");
}
