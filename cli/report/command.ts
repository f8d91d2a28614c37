import { type Command, InvalidArgumentError, Option } from "commander";
import type { TransferMode } from "../../lib/experiments/comparison/comparison.ts";

/** The options of `transferlab report`, as they are typed. */
export interface ReportCommandOptions {
  readonly out: string;
  readonly weights: "tiny-imagenet" | "imagenet";
  /** Names of networks; undefined for the usual two. */
  readonly models?: readonly string[];
  readonly modes: readonly TransferMode[];
  /** Most photos of a class, to train and to test together. */
  readonly imagesPerClass?: number;
  readonly testFraction: number;
  readonly seed: number;
  /** Whether subfolders are no classes. */
  readonly unsorted: boolean;
  readonly strict: boolean;
  /** Folder for the best network. */
  readonly saveModel?: string;
}

const MODES: readonly TransferMode[] = ["classifier", "features", "frozen", "fine-tuned", "scratch"];

const HELP = `
The folder has a subfolder of photos for each class: photos/cat/1.jpg, photos/dog/7.jpg. Where it has train and test (or
val), each with the classes, these are used as they are; otherwise a share of each class is set aside to test with. A
folder of photos without subfolders gives a page of what the networks see in each photo. A name that "transferlab data"
lists can stand for the folder, and "samples" for the drawn pictures that come with the package.

Modes:
  classifier   the network as it is, where its own classes have the names of yours
  features     its features with a support vector machine
  frozen       a new head on the frozen network
  fine-tuned   the frozen network's head, then the last block with it
  scratch      the same network from random weights: what the pretraining is worth (slow)

Weights:
  tiny-imagenet   small networks that come with the package; vgg16 and resnet50
  imagenet        those that Keras publishes, downloaded once: vgg16, vgg19, resnet50, inception_v3

Exit code:
  0    the page is written
  1    the photos can't be used, a download failed, or the page can't be written
  64   the arguments can't be used
  130  interrupted with Ctrl-C; no page is written

Examples:
  $ transferlab report photos
  $ transferlab report photos --weights imagenet --models resnet50,inception_v3
  $ transferlab report photos --modes features,frozen,fine-tuned,scratch --save-model best
`;

/** Adds `transferlab report` to a program; it ends with `process.exitCode` set. */
export function addReportCommand(program: Command): void {
  program
    .command("report")
    .summary("compare networks on your own photos, as one HTML page")
    .description(
      "Compares pretrained networks, each used in several ways, on a folder of photos; writes a page.",
    )
    .argument("<folder>", "folder with a subfolder of photos a class, or of photos alone")
    .option("-o, --out <file>", "the page; replaced whole or left alone", "report.html")
    .addOption(
      new Option("-w, --weights <set>", "pretrained weights")
        .choices(["tiny-imagenet", "imagenet"])
        .default("tiny-imagenet"),
    )
    .option("-m, --models <names>", "networks, separated by commas (default: vgg16,resnet50)", readNames)
    .option(
      "--modes <names>",
      `ways of using them, of ${MODES.join(",")}`,
      readModes,
      MODES.filter((mode) => mode !== "scratch"),
    )
    .option("-n, --images-per-class <count>", "take no more photos of a class, drawn by --seed", readCount)
    .option("--test-fraction <share>", "share of each class to test with", readShare, 0.3)
    .option("--seed <number>", "of the split and of all training", readSeed, 0)
    .option("--unsorted", "subfolders are no classes: show what the networks see in each photo", false)
    .option("--strict", "stop at a photo that cannot be read, rather than leave it out and name it", false)
    .option("--save-model <folder>", "also save the best trained network there, as .keras and .onnx")
    .addHelpText("after", HELP)
    .action(async (folder: string, options: ReportCommandOptions) => {
      const { report } = await import("./report.ts");
      process.exitCode = await report(folder, options, process.stdout, process.stderr);
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

function readModes(text: string): TransferMode[] {
  const names = readNames(text);
  const unknown = names.find((name) => !MODES.some((mode) => mode === name));
  if (unknown === undefined) return MODES.filter((mode) => names.includes(mode));
  throw new InvalidArgumentError(`expected some of ${MODES.join(", ")}, received ${unknown}`);
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 2) return count;
  throw new InvalidArgumentError("expected a whole number of 2 or more: one to train, one to test");
}

function readShare(text: string): number {
  const share = Number(text);
  if (share > 0 && share < 1) return share;
  throw new InvalidArgumentError("expected a number between 0 and 1, such as 0.3");
}

function readSeed(text: string): number {
  const seed = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError("expected a whole number of 0 or more");
}
