import { requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, withoutControls } from "../theme/plotly-text.ts";
import { colorOf } from "../theme/theme.ts";
import { type PictureCell, pictureGrid } from "./picture-grid.ts";

export interface DisagreementPicturesOptions {
  /** Names of the two models. */
  readonly first: string;
  readonly second: string;
  /** In the order to be shown. */
  readonly images: ReadonlyArray<{
    /** A small picture as a `data:image/…` URI. */
    readonly image: string;
    readonly name?: string;
    /** Classes by name: the right one, and what each model says. */
    readonly truth: string;
    readonly saysFirst: string;
    readonly saysSecond: string;
  }>;
  /** @defaultValue the names of the models */
  readonly title?: string;
  readonly subtitle?: string;
}

const across = 6;

/**
 * Draws images on which two models disagree, with the right class and what each model says; a frame in the colour of the
 * model that is right (solid for the first, dotted for the second), none where both are wrong.
 *
 * @throws {@link ArgumentError} when there is no image, or a picture is no data URI.
 * @example
 * disagreementPictures({
 *   first: "VGG16", second: "ResNet50", images: [{ image, truth: "bus", saysFirst: "bus", saysSecond: "fish" }],
 * })
 */
export function disagreementPictures(options: DisagreementPicturesOptions): Figure {
  const { first, second, images, title = `Where ${first} and ${second} disagree`, subtitle } = options;
  requireSome("images", images, "image");
  const cells = images.map(({ image, name, truth, saysFirst, saysSecond }): PictureCell => {
    const right = truth === saysFirst ? 0 : truth === saysSecond ? 1 : undefined;
    return {
      image,
      lines: [truth, `${first}: ${saysFirst}`, `${second}: ${saysSecond}`],
      hover: [
        `right: ${truth}`,
        `${first}: ${saysFirst}`,
        `${second}: ${saysSecond}`,
        ...(name === undefined ? [] : [name]),
      ],
      frame: right === undefined || saysFirst === saysSecond ? undefined : colorOf(right),
      dashed: right === 1,
    };
  });
  const note = `bold: the right class; framed where one model has it: solid ${first}, dotted ${second}`;
  const list = images
    .slice(0, 10)
    .map(({ truth, saysFirst, saysSecond }) =>
      [truth, saysFirst, saysSecond].map(withoutControls).join(" / "),
    );
  return pictureGrid({
    rows: Array.from({ length: Math.ceil(cells.length / across) }, (_, row) =>
      cells.slice(row * across, (row + 1) * across),
    ),
    title,
    subtitle: [subtitle, note].filter(Boolean).join("; "),
    summary: `${countOf(images.length, "image")}, right / ${withoutControls(first)} / ${withoutControls(second)}: ${list.join(", ")}${images.length > 10 ? ", and more" : ""}.`,
  });
}
