import { type Command, InvalidArgumentError, Option } from "commander";

/** The options of `transferlab extract`, as they are typed. */
export interface ExtractCommandOptions {
  readonly model: string;
  readonly weights: string;
  /** Names of layers; undefined for what the network without its top puts out. */
  readonly layers?: readonly string[];
  readonly pooling: "avg" | "max" | "none";
  readonly out: string;
  readonly strict: boolean;
}

const HELP = `
The folder has a subfolder of photos for each class (photos/cat/1.jpg, photos/dog/7.jpg), or train and test that have
them, or photos alone. A name that "transferlab data" lists can stand for it, and "samples" for the drawn pictures that
come with the package.

Files, by the ending of --out:
  features.npy    a float32 array (image, feature); features.csv has path and label of each row, and part (train or
                  test) of a folder that comes split
  features.csv    one table: path, label, part, f0, f1, ...
  features.json   a list of records: path, label, part, features
With several layers each has its own features.LAYER.npy or .csv, and its own list in a .json. features.about.json says
which network, weights and preprocessing made them, and which photos were left out.

In Python:
  X, y = numpy.load("features.npy"), pandas.read_csv("features.csv")["label"]

Exit code:
  0    the files are written
  1    no photo can be used, a download failed, or a file can't be written
  64   the arguments can't be used
  130  interrupted with Ctrl-C; what was computed is kept for the next time

Examples:
  $ transferlab extract photos --model vgg16 --out features.npy
  $ transferlab extract photos --model resnet50 --weights imagenet --layers conv4_block6_out,avg_pool --out f.npy
  $ transferlab extract samples --out features.csv
`;

/** Adds `transferlab extract` to a program; it ends with `process.exitCode` set. */
export function addExtractCommand(program: Command): void {
  program
    .command("extract")
    .summary("write a network's features of your photos, for other tools")
    .description(
      "Runs every photo of a folder through a pretrained network and writes what a layer makes of it.",
    )
    .argument("<folder>", "folder of photos, or the name of a data set")
    .requiredOption("-o, --out <file>", "a .npy, .csv or .json; replaced whole or left alone")
    .option("-m, --model <name>", "vgg16, vgg19, resnet50 or inception_v3", "vgg16")
    .option("-w, --weights <set>", "tiny-imagenet, imagenet, or a file of Keras's", "tiny-imagenet")
    .option(
      "-l, --layers <names>",
      "layers, separated by commas (default: the last before the top)",
      readNames,
    )
    .addOption(
      new Option("-p, --pooling <kind>", "what becomes of a feature map")
        .choices(["avg", "max", "none"])
        .default("avg"),
    )
    .option("--strict", "stop at a photo that cannot be read, rather than leave it out and name it", false)
    .addHelpText("after", HELP)
    .action(async (folder: string, options: ExtractCommandOptions) => {
      const { extract } = await import("./extract.ts");
      process.exitCode = await extract(folder, options, process.stdout, process.stderr);
    });
}

function readNames(text: string): string[] {
  const names = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (names.length > 0) return [...new Set(names)];
  throw new InvalidArgumentError("expected names separated by commas");
}
