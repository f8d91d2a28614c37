import { engineReport } from "../../../lib/tensors/engine.ts";
import type { Study } from "../study/study.ts";
import { networkName } from "./mode-names.ts";
import { factList, type PageBuilder, paragraph } from "./page-builder.ts";
import type { PageFacts } from "./study-page.ts";
import { macsText, secondsText } from "./words.ts";

/** Adds what it takes to make the page again. */
export function addProvenanceSection(builder: PageBuilder, study: Study, facts: PageFacts): void {
  builder.addSection("How this was made", [
    paragraph("The same photos, seed, weights and versions give the same numbers, times apart."),
    factList([
      [
        "photos",
        `${facts.source}; ${facts.testFraction} of each class to test with unless the folder is split`,
      ],
      ["seed", `${facts.seed}`],
      ...study.networks.map(({ name, config, parameters, macs, features }): [string, string] => [
        networkName(name),
        [
          `weights ${config.weights.source}${config.weights.md5 === undefined ? "" : `, md5 ${config.weights.md5}`}`,
          `${parameters.toLocaleString("en-US")} parameters and ${macsText(macs)} multiply-adds a photo, without top`,
          `photos at ${config.inputSize.width} x ${config.inputSize.height}, resized ${features.provenance.resize}, preprocessing ${config.preprocessing}`,
        ].join("; "),
      ]),
      ["time", `${secondsText(study.seconds)} for all of it`],
      ...engineFacts(),
      ["transferlab", facts.version],
    ]),
  ]);
}

/** What computed, and on what. */
export function engineFacts(): Array<[string, string]> {
  const { engine, threads, versions, platform } = engineReport();
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    ["engine", `${engine}, ${threads} ${threads === 1 ? "thread" : "threads"}, ${platform}`],
    ["versions", list.join(", ")],
  ];
}
