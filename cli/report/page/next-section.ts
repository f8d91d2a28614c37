import escapeHtml from "escape-html";
import { formatBytes } from "../../terminal/format-bytes.ts";
import { countOfLabel } from "../photos/keep-readable.ts";
import type { Study } from "../study/study.ts";
import { runName } from "./mode-names.ts";
import { bullets, type PageBuilder, paragraph } from "./page-builder.ts";
import type { PageFacts } from "./study-page.ts";
import { usageCode } from "./usage-code.ts";
import { countOf, listOf, percent } from "./words.ts";

/** Rise in accuracy over the last doubling or so from which more photos are worth their while. */
const STILL_RISING = 0.02;

/** Adds what to do next, and the code that uses the best. */
export function addNextSection(builder: PageBuilder, study: Study, facts: PageFacts): void {
  const { ranking, saved } = study;
  builder.addSection("What to do next", [
    bullets(adviceOf(study, facts)),
    `<h3>Use ${escapeHtml(runName(ranking.best))} on other photos</h3>`,
    paragraph(
      "Save as use.mts beside a node_modules that has transferlab, and run it with: npx tsx use.mts new.jpg",
    ),
    `<pre class="code" tabindex="0" aria-label="TypeScript"><code>${escapeHtml(usageCode(ranking.best, facts))}</code></pre>`,
    saved === undefined
      ? paragraph(
          "With --save-model FOLDER the best trained network is kept as .keras (for Keras) and .onnx.",
          "aside",
        )
      : "reason" in saved
        ? paragraph(`No network was saved: ${saved.reason}.`)
        : paragraph(
            `Saved: ${runName(saved.run)} (${percent(saved.run.accuracy)} on the test photos), as ${listOf(
              saved.files.map(({ path, sizeBytes }) => `${path} (${formatBytes(sizeBytes)})`),
            )}.` +
              (saved.run === ranking.best
                ? ""
                : " The best of all is a support vector machine on features, which these formats do not hold; the code above makes it."),
          ),
  ]);
}

function adviceOf(study: Study, { weights, isDrawn, source }: PageFacts): string[] {
  const { ranking, curve, copies, labelErrors, split, rows } = study;
  const { classNames } = split.train;
  const shares = classNames.map((name, label) => {
    const tested = rows.test.flatMap((row, at) => (rows.labels[row] === label ? [at] : []));
    const right = tested.filter((at) => ranking.best.predicted[at] === label).length;
    return { name, right, total: tested.length, train: countOfLabel(split.train, label) };
  });
  const weakest = [...shares]
    .sort((a, b) => a.right / a.total - b.right / b.total)
    .filter(({ right, total }) => right < total)
    .slice(0, 3);
  const sizes = shares.map(({ train }) => train);
  const across = "pairs" in copies ? copies.pairs.filter(({ acrossSplit }) => acrossSplit).length : 0;
  const errors = "errors" in labelErrors ? labelErrors.errors.length : 0;
  return [
    ...(weakest.length === 0
      ? ["Every test photo was right: try harder photos, or more classes."]
      : [
          `Add photos of ${listOf(
            weakest.map(
              ({ name, right, total, train }) => `${name} (${right} of ${total} right, ${train} to train)`,
            ),
          )}: these have the lowest shares of right answers.`,
        ]),
    ...("points" in curve ? [curveAdvice(study)] : []),
    ...(Math.max(...sizes) >= 3 * Math.min(...sizes)
      ? [
          `Some classes have over three times the photos of others (${Math.min(...sizes)} to ${Math.max(...sizes)} to train): even them out.`,
        ]
      : []),
    ...(across > 0 ? ["Delete copies that are in both training and test, and run this again."] : []),
    ...(errors > 0 ? [`Look at the ${countOf(errors, "photo")} whose label may be wrong.`] : []),
    ...(weights === "tiny-imagenet" && !isDrawn
      ? [
          "These networks are the small ones that come with the package. The published ones are a hundred times as large and " +
            `usually better on photos: transferlab report ${source} --weights imagenet`,
        ]
      : []),
    ...(isDrawn
      ? ["Try it on photos of your own: transferlab report FOLDER, with a subfolder for each class."]
      : []),
  ].filter((text) => text !== "");
}

function curveAdvice({ curve, ranking }: Study): string {
  if (!("points" in curve)) return "";
  const own = curve.points.filter(({ backbone }) => backbone === ranking.best.backbone);
  const [before, last] = [own.at(-2), own.at(-1)];
  if (before === undefined || last === undefined) return "";
  const rise = last.accuracy - before.accuracy;
  const from = `${percent(before.accuracy)} with ${before.imagesPerClass} photos of each class to ${percent(last.accuracy)} with ${last.imagesPerClass}`;
  return rise >= STILL_RISING
    ? `More photos of every class still help: features + SVM rose from ${from}.`
    : `More photos alone may not help much any more: features + SVM went from ${from}.`;
}
