import { requireShare, requireSome } from "../check.ts";
import type { Figure } from "../figure.ts";
import { countOf, percent, withoutControls } from "../theme/plotly-text.ts";
import { colorOf } from "../theme/theme.ts";
import { type PictureCell, pictureGrid } from "./picture-grid.ts";

/** What a network says of one picture. */
export interface PredictedPicture {
  /** A small picture as a `data:image/…` URI. */
  readonly image: string;
  /** Its file. */
  readonly name?: string;
  /** Stands in bold above the classes. */
  readonly caption?: string;
  /** Its own class, where it is known. */
  readonly label?: string;
  /** Most probable first; those to be shown. */
  readonly predictions: readonly { readonly name: string; readonly probability: number }[];
}

export interface PredictionPicturesOptions {
  /** In the order to be shown. */
  readonly images: readonly PredictedPicture[];
  /** A picture whose first probability is below has a dotted frame. @defaultValue 0, none */
  readonly unsureBelow?: number;
  /** @defaultValue "What the network sees" */
  readonly title?: string;
  readonly subtitle?: string;
}

/** Five leave room for names under each picture. */
const across = 5;

/**
 * Draws pictures with the most probable classes below each; one that the network is unsure of has a dotted frame.
 *
 * @throws {@link ArgumentError} when there is no picture, one has no prediction or is no data URI, or a probability is not
 * in [0, 1].
 * @example predictionPictures({ images: [{ image, predictions: [{ name: "cat", probability: 0.93 }] }], unsureBelow: 0.5 })
 */
export function predictionPictures(options: PredictionPicturesOptions): Figure {
  const { images, unsureBelow = 0, title = "What the network sees", subtitle } = options;
  requireSome("images", images, "picture");
  requireShare("unsureBelow", unsureBelow);
  images.forEach(({ predictions }, index) => {
    requireSome(`images[${index}].predictions`, predictions, "class");
    predictions.forEach(({ probability }, at) => {
      requireShare(`images[${index}].predictions[${at}].probability`, probability);
    });
  });
  const unsure = images.filter(({ predictions }) => predictions[0]!.probability < unsureBelow).length;
  const cells = images.map(({ image, name, caption, label, predictions }): PictureCell => {
    const isUnsure = predictions[0]!.probability < unsureBelow;
    // The share goes first: a long name is cut at its end.
    const said = predictions.map(({ name: of, probability }) => `${percentShort(probability)} ${of}`);
    return {
      image,
      lines: caption === undefined ? said : [caption, ...said],
      hover: [
        ...(caption === undefined ? [] : [caption]),
        ...(label === undefined ? [] : [`its class: ${label}`]),
        ...predictions.map(({ name: of, probability }) => `${of}: ${percent(probability)}`),
        ...(name === undefined ? [] : [name]),
      ],
      frame: isUnsure ? colorOf(1) : undefined,
      dashed: isUnsure,
    };
  });
  const dotted = unsure > 0 ? `dotted frame: none of them reaches ${percentShort(unsureBelow)}` : "";
  const list = images.slice(0, 10).map(({ caption, predictions: [first] }) => {
    const of = caption === undefined ? "" : `${withoutControls(caption)}: `;
    return `${of}${withoutControls(first!.name)} ${percent(first!.probability)}`;
  });
  return pictureGrid({
    rows: Array.from({ length: Math.ceil(cells.length / across) }, (_, row) =>
      cells.slice(row * across, (row + 1) * across),
    ),
    largestPx: 140,
    title,
    subtitle: [subtitle, "below each: its most probable classes", dotted].filter(Boolean).join("; "),
    summary: `${countOf(images.length, "picture")}, most probable class of each: ${list.join(", ")}${
      images.length > 10 ? ", and more" : ""
    }.${unsure > 0 ? ` Unsure: ${unsure}.` : ""}`,
  });
}

/** @example percentShort(0.934) // "93 %" */
function percentShort(share: number): string {
  return share > 0 && share < 0.005 ? "<1 %" : `${Math.round(100 * share)} %`;
}
