import { groupSkipped, shortName } from "../photos/find-photos.ts";
import { countOfLabel } from "../photos/keep-readable.ts";
import type { Study } from "../study/study.ts";
import { bullets, type PageBuilder, paragraph } from "./page-builder.ts";
import type { PageFacts } from "./study-page.ts";
import { tableOf } from "./table.ts";
import { countOf, percent } from "./words.ts";

const MOST_NAMES = 20;

/** Adds which photos went in, and which did not. */
export function addDataSection(builder: PageBuilder, study: Study, facts: PageFacts): void {
  const { split, rows, ranking, skipped, splitAnew } = study;
  const { classNames } = split.train;
  const hits = classNames.map(
    (_, label) =>
      rows.test.filter((row, at) => rows.labels[row] === label && ranking.best.predicted[at] === label)
        .length,
  );
  const table = tableOf(
    [
      { title: "class" },
      { title: "photos", isNumber: true },
      { title: "to train", isNumber: true },
      { title: "to test", isNumber: true },
      { title: "of these right", isNumber: true },
    ],
    classNames.map((name, label) => {
      const [train, test] = [countOfLabel(split.train, label), countOfLabel(split.test, label)];
      return {
        cells: [
          name,
          `${train + test}`,
          `${train}`,
          `${test}`,
          `${hits[label]} (${percent(hits[label]! / test, 0)})`,
        ],
      };
    }),
    "Classes, as the folders are called; right: by the best",
  );
  const groups = groupSkipped(skipped);
  builder.addSection("The photos", [
    table,
    bullets([
      ...(facts.imagesPerClass === undefined
        ? []
        : [
            `No more than ${facts.imagesPerClass} photos of a class were taken, drawn by the seed (--images-per-class).`,
          ]),
      ...(splitAnew
        ? ["The photos were split anew, for a class had none left to train or to test with."]
        : []),
      ...(facts.loose.length > 0
        ? [
            `${countOf(facts.loose.length, "photo")} beside the classes' folders ${
              facts.loose.length === 1 ? "belongs" : "belong"
            } to no class and ${facts.loose.length === 1 ? "was" : "were"} not used: ${namesOf(facts.loose)}.`,
          ]
        : []),
      ...groups.map(({ reason, paths }) => `Left out, ${reason}: ${namesOf(paths)}.`),
      ...(groups.length === 0 ? ["Every photo could be read."] : []),
    ]),
    paragraph(
      "Photos are turned upright by their EXIF orientation and squashed to the square that the network takes.",
      "aside",
    ),
  ]);
}

function namesOf(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMES).map(shortName);
  const more = paths.length - names.length;
  return `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
