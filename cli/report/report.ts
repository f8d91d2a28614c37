import { mkdir } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import type { ProgressStream } from "../../kernel/commands/progress-printer.ts";
import type { DownloadProgress } from "../../lib/datasets/download/progress.ts";
import { ArgumentError } from "../../lib/errors/argument-error.ts";
import { toSpecs } from "../../lib/experiments/comparison/running/backbone-spec.ts";
import { bundledNames } from "../../lib/models/bundled.ts";
import { isDownloaded } from "../../lib/models/imagenet/is-downloaded.ts";
import { PUBLISHED_FILES, type PublishedFiles } from "../../lib/models/imagenet/published-files.ts";
import { loadBackbone } from "../../lib/models/registry.ts";
import { tableText } from "../../lib/tables/table-text.ts";
import { readManifest } from "../manifest.ts";
import { exitCodeOf } from "../terminal/exit-code-of.ts";
import { formatBytes, formatSeconds } from "../terminal/format-bytes.ts";
import { ProgressLine } from "../terminal/progress-line.ts";
import { untilInterrupted } from "../terminal/until-interrupted.ts";
import type { ReportCommandOptions } from "./command.ts";
import { networkName, runName } from "./page/mode-names.ts";
import { renderSeenPage } from "./page/seen-page.ts";
import { type PageFacts, renderStudyPage } from "./page/study-page.ts";
import { type FoundPhotos, findPhotos } from "./photos/find-photos.ts";
import { seePhotos } from "./study/see-photos.ts";
import { type Study, studyPhotos } from "./study/study.ts";

/** What the command works with; tests give their own. */
export interface ReportSettings {
  readonly files?: PublishedFiles | undefined;
  readonly now?: (() => Date) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One command's work: what every step needs. */
interface Work {
  readonly source: string;
  readonly options: ReportCommandOptions;
  readonly signal: AbortSignal;
  readonly progress: ProgressLine;
  readonly facts: Pick<PageFacts, "source" | "weights" | "written" | "version">;
  readonly files: PublishedFiles;
}

/**
 * Does what `transferlab report` was asked to: the page appears whole or not at all.
 *
 * @param out - gets the result; `progress` how far it is, and errors.
 * @returns the exit code.
 */
export async function report(
  source: string,
  options: ReportCommandOptions,
  out: ProgressStream,
  progress: ProgressStream,
  settings: ReportSettings = {},
): Promise<number> {
  const line = new ProgressLine(progress);
  const { now = () => new Date(), files = PUBLISHED_FILES } = settings;
  return untilInterrupted(async (interrupt) => {
    const signal = settings.signal === undefined ? interrupt : AbortSignal.any([interrupt, settings.signal]);
    const facts = { source, weights: options.weights, written: now(), version: readManifest().version };
    try {
      return await exitCodeOf(async () => {
        const { html, text } = await makePage({ source, options, signal, progress: line, facts, files });
        signal.throwIfAborted();
        const path = resolve(options.out);
        await mkdir(dirname(path), { recursive: true });
        await writeFileAtomic(path, html);
        line.stop();
        out.write(`${text}\n\nPage: ${path} (${formatBytes(Buffer.byteLength(html))})\n`);
        return EXIT_CODES.ok;
      }, progress);
    } catch (error) {
      if (!signal.aborted) throw error;
      line.note(
        "Interrupted: no page was written. What was computed of the photos is kept for the next time.",
      );
      return EXIT_CODES.interrupted;
    } finally {
      line.stop();
    }
  });
}

async function makePage(work: Work): Promise<{ readonly html: string; readonly text: string }> {
  const { source, options, progress } = work;
  const names = chooseModels(options);
  progress.tell(`looking for photos in ${source}`);
  const found = await findPhotos(source, {
    unsorted: options.unsorted,
    testFraction: options.testFraction,
    seed: options.seed,
    imagesPerClass: options.imagesPerClass,
  });
  return found.kind === "unsorted" ? seeUnsorted(work, names, found.paths) : studyClasses(work, names, found);
}

async function seeUnsorted(work: Work, names: readonly string[], paths: readonly string[]) {
  const { options, signal, progress, facts, files } = work;
  const seen = await seePhotos(paths, {
    specs: names.map((name) => ({ name, ...loadOptions(name, work), files })),
    strict: options.strict,
    signal,
    progress,
  });
  progress.tell("writing the page");
  const { html, headline } = await renderSeenPage(seen, facts);
  const rows = seen.photos.slice(0, 20).map(({ path }) => ({
    photo: basename(path),
    ...Object.fromEntries(
      seen.networks.map(({ name, answers }) => {
        const { label, probability } = answers.get(path)![0]!;
        return [networkName(name), `${label} ${(100 * probability).toFixed(0)} %`];
      }),
    ),
  }));
  const more =
    seen.photos.length > rows.length ? `\n... and ${seen.photos.length - rows.length} more, on the page` : "";
  return { html, text: `${tableText(rows)}${more}\n\n${headline}` };
}

async function studyClasses(
  work: Work,
  names: readonly string[],
  found: Extract<FoundPhotos, { kind: "classes" }>,
) {
  const { source, options, signal, progress, facts, files } = work;
  const specs = toSpecs(names).map((spec) => ({ ...spec, ...loadOptions(spec.name, work), files }));
  const { modes, left } = await chooseModes(names, work);
  for (const reason of left) progress.note(reason);
  await fetchWeights(specs, signal);
  const study = await studyPhotos(found.split, {
    source,
    specs,
    modes,
    seed: options.seed,
    testFraction: options.testFraction,
    strict: options.strict,
    saveFolder: options.saveModel,
    signal,
    progress,
  });
  progress.tell("writing the page");
  const { html, verdict } = await renderStudyPage(study, {
    ...facts,
    loose: found.loose,
    isDrawn: found.named && source === "samples",
    seed: options.seed,
    testFraction: options.testFraction,
    imagesPerClass: options.imagesPerClass,
    left,
  });
  const saved =
    study.saved === undefined
      ? []
      : "reason" in study.saved
        ? [`No network was saved: ${study.saved.reason}.`]
        : study.saved.files.map(({ path }) => `Saved: ${path}`);
  const text = [resultText(study), "", verdict.headline, ...verdict.sureness, ...verdict.warnings, ...saved];
  return { html, text: text.filter((line, at) => line !== "" || at === 1).join("\n") };
}

function resultText({ ranking }: Study): string {
  return tableText(
    ranking.runs.map((run) => ({
      "network and use": `${runName(run)}${run === ranking.best ? " *" : ""}`,
      accuracy: run.accuracy,
      low: run.low,
      high: run.high,
      seconds: run.seconds ?? run.trainSeconds,
    })),
    [
      { key: "network and use" },
      { key: "accuracy", format: "percent", interval: ["low", "high"] },
      { key: "seconds", format: "seconds" },
    ],
  );
}

function chooseModels({ models = ["vgg16", "resnet50"], weights, saveModel, modes }: ReportCommandOptions) {
  const known = weights === "imagenet" ? ["vgg16", "vgg19", "resnet50", "inception_v3"] : bundledNames();
  const unknown = models.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const elsewhere = weights === "imagenet" ? "" : " (or --weights imagenet, which has more)";
    throw new ArgumentError("--models", `some of ${known.join(", ")}${elsewhere}`, unknown);
  }
  if (saveModel !== undefined && !modes.includes("frozen") && !modes.includes("fine-tuned")) {
    throw new ArgumentError("--save-model", "frozen or fine-tuned among --modes", modes.join(","));
  }
  return models;
}

/**
 * Leaves the networks' own classifiers out where their files would have to be downloaded for them alone: half a gigabyte
 * for VGG16, for classes that hardly ever have one's own names.
 */
async function chooseModes(names: readonly string[], { options, files }: Work) {
  const { modes, weights } = options;
  if (weights !== "imagenet" || !modes.includes("classifier")) return { modes, left: [] };
  const missing: string[] = [];
  for (const name of names) if (!(await isDownloaded(name, { files }))) missing.push(name);
  const rest = modes.filter((mode) => mode !== "classifier");
  if (missing.length === 0 || rest.length === 0) return { modes, left: [] };
  const reason =
    `Not run: the networks as they are, for their classifiers are not here. To have them: transferlab models download ` +
    missing.join(" ");
  return { modes: rest, left: [reason] };
}

/** Downloads what is missing before anything is computed, so that a failure costs no more than the download. */
async function fetchWeights(specs: ReturnType<typeof toSpecs>, signal: AbortSignal): Promise<void> {
  for (const { name, label: _, ...load } of specs.filter(({ weights }) => weights === "imagenet")) {
    signal.throwIfAborted();
    (await loadBackbone(name, { ...load, includeTop: false, pooling: "avg", signal })).dispose();
  }
}

function loadOptions(name: string, { options: { weights }, signal, progress }: Work) {
  return {
    weights,
    signal,
    onProgress: ({ bytes, totalBytes, secondsLeft }: DownloadProgress) => {
      const left = secondsLeft === undefined ? "" : `, ${formatSeconds(secondsLeft)} left`;
      const of = totalBytes === undefined ? "" : ` of ${formatBytes(totalBytes)}`;
      progress.tell(
        `${name}, weights`,
        totalBytes ? bytes / totalBytes : 0,
        `${formatBytes(bytes)}${of}${left}`,
      );
    },
  };
}
