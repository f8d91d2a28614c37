import { thumbnailsOf } from "../../../lib/datasets/index.ts";
import { shortName, spread } from "../photos/find-photos.ts";
import { COPY_COSINE } from "../study/find-copies.ts";
import type { Study } from "../study/study.ts";
import { type GalleryItem, galleryHtml } from "./gallery.ts";
import { networkName, runName } from "./mode-names.ts";
import { bullets, type PageBuilder, paragraph } from "./page-builder.ts";
import { countOf, percent } from "./words.ts";

const MOST_MISTAKES = 24;
const MOST_ERRORS = 12;
const MOST_PAIRS = 8;
const SIDE_PX = 160;

/** Adds what is told by photos: mistakes, where the network looks, likely wrong labels, copies. */
export async function addPhotoSections(builder: PageBuilder, study: Study): Promise<void> {
  await addMistakes(builder, study);
  addLooks(builder, study);
  await addLabelErrors(builder, study);
  await addCopies(builder, study);
}

async function addMistakes(builder: PageBuilder, { ranking, rows, split }: Study): Promise<void> {
  const { best } = ranking;
  const { classNames } = split.train;
  const wrong = rows.test.flatMap((row, at) => {
    const predicted = best.predicted[at]!;
    return predicted === rows.labels[row] ? [] : [{ row, predicted }];
  });
  const shown = spread(wrong, MOST_MISTAKES);
  const items = await galleryOf(
    shown.map(({ row, predicted }) => ({
      path: rows.items[row]!.path,
      lines: [`answered ${classNames[predicted]}`, `is ${classNames[rows.labels[row]!]}`],
      alt: `${classNames[rows.labels[row]!]}, taken for ${classNames[predicted]}`,
    })),
  );
  builder.addSection("Its mistakes", [
    paragraph(
      wrong.length === 0
        ? `${runName(best)} made none on the ${countOf(best.total, "test photo")}.`
        : `${runName(best)} got ${wrong.length} of ${countOf(best.total, "test photo")} wrong${
            shown.length < wrong.length ? `; ${shown.length} of them, spread evenly,` : ""
          }. Look whether the photo is hard, the class unclear, or the label wrong.`,
    ),
    items.length === 0 ? "" : galleryHtml(items, "Photos that the best got wrong"),
  ]);
}

function addLooks(builder: PageBuilder, { looks, rows, split }: Study): void {
  const title = "Where the network looks";
  if ("reason" in looks) {
    builder.addSection(title, [paragraph(`Not shown: ${looks.reason}.`, "aside")]);
    return;
  }
  const { classNames } = split.train;
  const items = looks.looks.map(({ row, predicted, probability, image, heat }): GalleryItem => {
    const truth = rows.labels[row]!;
    const wrong = truth !== predicted;
    return {
      image,
      overlay: heat,
      alt: `${classNames[truth]}, under a heat map of what speaks for ${classNames[predicted]}`,
      lines: [
        `${classNames[predicted]} ${percent(probability, 0)}`,
        wrong ? `wrong: is ${classNames[truth]}` : "right",
      ],
      file: shortName(rows.items[row]!.path),
      marked: wrong,
    };
  });
  builder.addSection(title, [
    paragraph(
      `Test photos under ${runName(looks.run)}: yellow is where most speaks for its answer, dark where nothing does ` +
        `(Grad-CAM). The map has ${looks.fields.height} x ${looks.fields.width} fields, so it is ${
          looks.fields.height < 5 ? "rough: it tells sides, not things" : "blurred"
        }. A network that looks at the background has learned the wrong thing. Mistakes have a dashed frame.`,
    ),
    galleryHtml(items, "Photos with heat maps"),
  ]);
}

async function addLabelErrors(builder: PageBuilder, { labelErrors, rows, split }: Study): Promise<void> {
  const title = "Labels to look at";
  if ("reason" in labelErrors) {
    builder.addSection(title, [paragraph(`Not looked for: ${labelErrors.reason}.`, "aside")]);
    return;
  }
  const { errors } = labelErrors;
  const { classNames } = split.train;
  const items = await galleryOf(
    errors.slice(0, MOST_ERRORS).map(({ row, given, suggested, probabilityOfSuggested }) => ({
      path: rows.items[row]!.path,
      lines: [
        `${classNames[suggested]}?`,
        `labelled ${classNames[given]}`,
        percent(probabilityOfSuggested, 0),
      ],
      alt: `labelled ${classNames[given]}, perhaps ${classNames[suggested]}`,
    })),
  );
  builder.addSection(title, [
    paragraph(
      errors.length === 0
        ? "No photo looks mislabelled to a classifier that was not fitted to it."
        : `${countOf(errors.length, "photo")} look${errors.length === 1 ? "s" : ""} more like another class to a classifier ` +
            "that was not fitted to them. Most are hard photos, some are in the wrong folder: look before you move any." +
            (errors.length > items.length ? ` The ${items.length} surest:` : ""),
    ),
    items.length === 0 ? "" : galleryHtml(items, "Photos whose label may be wrong"),
  ]);
}

async function addCopies(builder: PageBuilder, { copies, rows, split, networks }: Study): Promise<void> {
  const title = "Photos that are there twice";
  if ("reason" in copies) {
    builder.addSection(title, [paragraph(`Not looked for: ${copies.reason}.`, "aside")]);
    return;
  }
  const { pairs } = copies;
  const across = pairs.filter(({ acrossSplit }) => acrossSplit).length;
  const differ = pairs.filter(({ labelsDiffer }) => labelsDiffer).length;
  const place = (row: number) => (row < rows.train.length ? "train" : "test");
  const items = await galleryOf(
    pairs
      .slice(0, MOST_PAIRS)
      .flatMap(({ first, second, exact, similarity, acrossSplit, labelsDiffer }, at) =>
        [first, second].map((row) => ({
          path: rows.items[row]!.path,
          lines: [
            `pair ${at + 1}: ${exact ? "the same file" : `cosine ${similarity.toFixed(3)}`}`,
            `${split.train.classNames[rows.labels[row]!]}, ${place(row)}`,
          ],
          alt: `${split.train.classNames[rows.labels[row]!]}, one of a pair`,
          marked: acrossSplit || labelsDiffer,
        })),
      ),
  );
  builder.addSection(title, [
    paragraph(
      pairs.length === 0
        ? `No two photos have features that point the same way (cosine of ${COPY_COSINE} or more) for ${
            networks.length === 1 ? networkName(networks[0]!.name) : "all networks"
          }.`
        : `${countOf(pairs.length, "pair")} of photos are copies or nearly so.`,
    ),
    bullets([
      ...(across > 0
        ? [
            `${countOf(across, "pair")} across training and test: delete one of each, for the answer is known beforehand.`,
          ]
        : []),
      ...(differ > 0
        ? [`${countOf(differ, "pair")} with two labels: one of them is wrong, or the classes overlap.`]
        : []),
    ]),
    items.length === 0 ? "" : galleryHtml(items, "Pairs of near-copies"),
  ]);
}

/** Reads the photos of a gallery; one that is gone since is left out. */
async function galleryOf(
  photos: ReadonlyArray<Omit<GalleryItem, "image" | "file"> & { readonly path: string }>,
): Promise<GalleryItem[]> {
  const images = await thumbnailsOf(
    photos.map(({ path }) => path),
    SIDE_PX,
  );
  return photos.flatMap(({ path, ...item }, at) => {
    const image = images[at];
    return image === undefined ? [] : [{ ...item, image, file: shortName(path) }];
  });
}
