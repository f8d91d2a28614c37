import { accuracyBars } from "../../../lib/charts/accuracy/accuracy-bars.ts";
import { accuracyCost } from "../../../lib/charts/accuracy/accuracy-cost.ts";
import { imagesPerClassCurves } from "../../../lib/charts/accuracy/images-per-class.ts";
import { confusionHeatmap } from "../../../lib/charts/heatmaps/confusion-heatmap.ts";
import { embeddingScatter } from "../../../lib/charts/maps/embedding-scatter.ts";
import { confusionMatrix } from "../../../lib/metrics/confusion-matrix.ts";
import { shortName } from "../photos/find-photos.ts";
import type { Study } from "../study/study.ts";
import { addDataSection } from "./data-section.ts";
import { MODE_MEANINGS, modeName, networkName, runName } from "./mode-names.ts";
import { addNextSection } from "./next-section.ts";
import { bullets, createPageBuilder, type PageBuilder, paragraph } from "./page-builder.ts";
import { addPhotoSections } from "./photo-sections.ts";
import { addProvenanceSection } from "./provenance-section.ts";
import { tableOf } from "./table.ts";
import { type Verdict, writeVerdict } from "./verdict.ts";
import { countOf, intervalText, macsText, percent, secondsText } from "./words.ts";

/** What the page is about, besides what was found. */
export interface PageFacts {
  /** As it was typed. */
  readonly source: string;
  /** Photos that belong to no class. */
  readonly loose: readonly string[];
  /** The package's drawn pictures. */
  readonly isDrawn: boolean;
  readonly weights: "tiny-imagenet" | "imagenet";
  readonly seed: number;
  readonly testFraction: number;
  readonly imagesPerClass: number | undefined;
  /** What was asked for and not run, a sentence each. */
  readonly left: readonly string[];
  readonly written: Date;
  readonly version: string;
}

/** Writes what was found out about photos with classes as a page. */
export async function renderStudyPage(
  study: Study,
  facts: PageFacts,
): Promise<{ readonly html: string; readonly verdict: Verdict }> {
  const builder = createPageBuilder();
  const verdict = writeVerdict(study, facts);
  await addResultsSection(builder, study, facts);
  await addMistakesSection(builder, study);
  await addPhotoSections(builder, study);
  await addMapSection(builder, study);
  addDataSection(builder, study, facts);
  addNextSection(builder, study, facts);
  addProvenanceSection(builder, study, facts);
  const { classNames } = study.split.train;
  const html = await builder.render({
    title: "Which network suits these photos?",
    summary: summaryOf(verdict),
    about: `${facts.source}: ${countOf(study.rows.items.length, "photo")} in ${countOf(classNames.length, "class", "classes")}`,
    written: facts.written,
  });
  return { html, verdict };
}

function summaryOf({ headline, sureness, warnings }: Verdict): string {
  const cautions = warnings.map((text) => paragraph(text)).join("");
  return [
    "<h2>What came out</h2>",
    paragraph(headline, "lead"),
    ...sureness.map((text) => paragraph(text)),
    cautions === "" ? "" : `<div class="caution">${cautions}</div>`,
  ].join("\n");
}

async function addResultsSection(builder: PageBuilder, study: Study, { left }: PageFacts): Promise<void> {
  const { ranking, comparison, split } = study;
  const { runs, best } = ranking;
  const modes = [...new Set(runs.map(({ mode }) => mode))];
  const cached = runs.some(({ seconds }) => seconds === undefined);
  const chance = 1 / split.train.classNames.length;
  const bars = accuracyBars({
    rows: runs.map((run) => ({
      label: runName(run),
      accuracy: run.accuracy,
      low: run.low,
      high: run.high,
      group: networkName(run.backbone),
    })),
    title: "Share of test photos answered right",
    chance,
  });
  const cost = accuracyCost({
    rows: runs.map((run) => ({
      label: runName(run),
      group: networkName(run.backbone),
      accuracy: run.accuracy,
      low: run.low,
      high: run.high,
      cost: Math.max(0.001, run.seconds ?? run.trainSeconds),
    })),
    costTitle: cached
      ? "seconds of training (logarithmic)"
      : "seconds for features and training (logarithmic)",
    title: "Accuracy and time",
  });
  const curve =
    "points" in study.curve
      ? await builder.figure(
          imagesPerClassCurves({
            rows: study.curve.points.map(({ backbone, imagesPerClass, accuracy, low, high }) => ({
              label: `${networkName(backbone)}, ${modeName("features")}`,
              images: imagesPerClass,
              accuracy,
              low,
              high,
            })),
            title: "How many photos of each class it takes",
            subtitle: "tested on the same photos throughout",
            chance,
          }),
        )
      : paragraph(`Accuracy by number of photos is not shown: ${study.curve.reason}.`, "aside");
  builder.addSection("Networks and ways of using them", [
    tableOf(
      [
        { title: "network and use" },
        { title: "accuracy", isNumber: true },
        { title: "95 % interval", isNumber: true },
        { title: "features", isNumber: true },
        { title: "training", isNumber: true },
        { title: "trained parameters", isNumber: true },
        { title: "MACs a photo", isNumber: true },
      ],
      runs.map((run) => ({
        best: run === best,
        cells: [
          runName(run),
          percent(run.accuracy),
          intervalText(run),
          run.seconds === undefined ? "cached" : secondsText(run.seconds - run.trainSeconds),
          secondsText(run.trainSeconds),
          run.trainedParameters.toLocaleString("en-US"),
          macsText(run.macs),
        ],
      })),
      `All are trained on the same ${countOf(study.rows.train.length, "photo")} and tested on the same ${best.total}; the best is set in bold`,
    ),
    bullets([
      ...modes.map((mode) => `${modeName(mode)}: ${MODE_MEANINGS[mode]}.`),
      ...left,
      "MACs: multiply-accumulate operations that the network takes for one photo, the measure of its cost in use.",
      ...comparison.omitted.map(
        ({ backbone, mode, reason }) =>
          `Not run: ${runName({ backbone, mode })}; ${reason.replace(" (give a classMap)", "")}.`,
      ),
    ]),
    await builder.figure(bars, "inTable"),
    await builder.figure(cost, "inTable"),
    curve,
  ]);
}

async function addMistakesSection(
  builder: PageBuilder,
  { comparison, ranking, split }: Study,
): Promise<void> {
  const { classNames } = split.train;
  const { truth } = comparison.repeats[0]!;
  const matrix = confusionMatrix(truth, ranking.best.predicted, classNames.length);
  builder.addSection("Confusions", [
    await builder.figure(
      confusionHeatmap({ matrix, classNames, title: `True and predicted classes: ${runName(ranking.best)}` }),
    ),
  ]);
}

async function addMapSection(builder: PageBuilder, { map, rows, split }: Study): Promise<void> {
  if ("reason" in map) {
    builder.addSection("A map of the photos", [paragraph(`Not drawn: ${map.reason}.`, "aside")]);
    return;
  }
  const { points, shown, thumbnails, network } = map;
  const some = shown.length < rows.items.length;
  builder.addSection("A map of the photos", [
    paragraph(
      `Photos that ${networkName(network)} finds alike lie near each other. Classes that form islands are easy to tell ` +
        "apart; a photo amid another class may be mislabelled. Distances between islands mean little." +
        (some
          ? ` Shown are ${shown.length} of ${rows.items.length} photos, drawn at random from each class.`
          : ""),
    ),
    await builder.figure(
      embeddingScatter({
        points,
        labels: shown.map((row) => rows.labels[row]!),
        classNames: split.train.classNames,
        thumbnails,
        names: shown.map((row) => shortName(rows.items[row]!.path)),
        title: `The photos as ${networkName(network)} sees them`,
        axisTitles: ["t-SNE 1 (no unit)", "t-SNE 2 (no unit)"],
      }),
    ),
  ]);
}
