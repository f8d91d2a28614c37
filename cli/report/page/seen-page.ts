import { basename } from "node:path";
import escapeHtml from "escape-html";
import { groupSkipped } from "../photos/find-photos.ts";
import type { SeenPhotos } from "../study/see-photos.ts";
import { networkName } from "./mode-names.ts";
import { bullets, createPageBuilder, factList, paragraph } from "./page-builder.ts";
import { engineFacts } from "./provenance-section.ts";
import type { PageFacts } from "./study-page.ts";
import { countOf, listOf, macsText, percent, secondsText } from "./words.ts";

/** Writes what networks see in photos without classes as a page. */
export async function renderSeenPage(
  seen: SeenPhotos,
  facts: Pick<PageFacts, "source" | "weights" | "written" | "version">,
): Promise<{ readonly html: string; readonly headline: string }> {
  const { photos, networks, skipped } = seen;
  const builder = createPageBuilder();
  const names = networks.map(({ name }) => networkName(name));
  const alike = photos.filter(({ path }) => {
    const firsts = new Set(networks.map(({ answers }) => answers.get(path)?.[0]?.id));
    return firsts.size === 1;
  }).length;
  const classes = networks[0]?.config.classIndex?.length ?? 0;
  const headline =
    networks.length === 1
      ? `${names[0]} looked at ${countOf(photos.length, "photo")}.`
      : `${listOf(names)} name the same thing first in ${alike} of ${countOf(photos.length, "photo")}.`;
  builder.addSection(
    "Photo by photo",
    photos.map(({ path, image }) => photoHtml(path, image, networks)),
  );
  builder.addSection("What to do next", [
    bullets([
      "To teach a network classes of your own, sort the photos into a subfolder for each (photos/cat/1.jpg, photos/dog/7.jpg; " +
        "20 or more of each tell something) and run: transferlab report FOLDER",
      ...(facts.weights === "tiny-imagenet"
        ? [
            "These are the small networks that come with the package. The published ones know 1,000 classes and see far " +
              `better: transferlab report ${facts.source} --weights imagenet`,
          ]
        : []),
      ...groupSkipped(skipped).map(
        ({ reason, paths }) => `Left out, ${reason}: ${paths.map((path) => basename(path)).join(", ")}.`,
      ),
    ]),
  ]);
  builder.addSection("How this was made", [
    factList([
      ["photos", facts.source],
      ...networks.map(({ name, config, parameters, macs }): [string, string] => [
        networkName(name),
        [
          `weights ${config.weights.source}${config.weights.md5 === undefined ? "" : `, md5 ${config.weights.md5}`}`,
          `${parameters.toLocaleString("en-US")} parameters, ${macsText(macs)} multiply-adds a photo`,
          `photos at ${config.inputSize.width} x ${config.inputSize.height}, squashed, preprocessing ${config.preprocessing}`,
        ].join("; "),
      ]),
      ["time", secondsText(seen.seconds)],
      ...engineFacts(),
      ["transferlab", facts.version],
    ]),
  ]);
  const html = await builder.render({
    title: "What the networks see in these photos",
    summary: [
      "<h2>What came out</h2>",
      paragraph(headline, "lead"),
      paragraph(
        `Each network knows ${classes.toLocaleString("en-US")} classes and must choose among them: a photo of anything else gets the ` +
          "nearest, and a high number beside a name is no promise. The bars are the network's own probabilities.",
      ),
      skipped.length > 0
        ? `<div class="caution">${paragraph(`${countOf(skipped.length, "file")} could not be used: named below.`)}</div>`
        : "",
    ].join("\n"),
    about: `${facts.source}: ${countOf(photos.length, "photo")} without classes`,
    written: facts.written,
  });
  return { html, headline };
}

function photoHtml(path: string, image: string, networks: SeenPhotos["networks"]): string {
  const name = escapeHtml(basename(path));
  const lists = networks.map(({ name: network, answers }) => {
    const guesses = (answers.get(path) ?? []).map(
      ({ label, probability }) =>
        `<li style="--share: ${(100 * probability).toFixed(1)}%"><span>${escapeHtml(label.replaceAll("_", " "))}</span>` +
        `<span>${percent(probability)}</span></li>`,
    );
    return `<div><h4>${escapeHtml(networkName(network))}</h4><ol class="guesses">${guesses.join("")}</ol></div>`;
  });
  return (
    `<div class="seen"><img src="${image}" alt="Photo ${name}"><h3>${name}</h3>` +
    `<div class="networks">${lists.join("")}</div></div>`
  );
}
