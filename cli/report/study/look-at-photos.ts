import { heatPicture } from "../../../lib/charts/pictures/heat-picture.ts";
import { gradCam } from "../../../lib/experiments/grad-cam/grad-cam.ts";
import { thumbnail } from "../../../lib/images/encode.ts";
import { spread } from "../photos/find-photos.ts";
import type { FinalNetwork } from "./final-network.ts";
import type { SplitRows } from "./read-networks.ts";

/** Where a network looked in a photo that it was tested with. */
export interface Look {
  /** Row of the split. */
  readonly row: number;
  /** Class that it answered, and how sure it was, in [0, 1]. */
  readonly predicted: number;
  readonly probability: number;
  /** The photo as the network saw it, and the heat to lie over it, as `data:image/…` URIs. */
  readonly image: string;
  readonly heat: string;
}

/** Size of the maps. */
export interface Fields {
  readonly height: number;
  readonly width: number;
}

const MOST_WRONG = 4;
const MOST_LOOKS = 8;

/** Explains mistakes first, then photos of different classes that it gets right (Grad-CAM). */
export async function lookAtPhotos(
  { network, predicted }: FinalNetwork,
  { items, labels, test }: SplitRows,
  options: { readonly signal: AbortSignal; readonly onShare: (share: number) => void },
): Promise<{ readonly looks: readonly Look[]; readonly fields: Fields }> {
  const mistakes = test.filter((row, at) => predicted[at] !== labels[row]);
  const wrong = spread(mistakes, MOST_WRONG);
  const seen = new Set<number>();
  const right = test.filter((row, at) => {
    const label = labels[row]!;
    if (predicted[at] !== label || seen.has(label)) return false;
    seen.add(label);
    return true;
  });
  const chosen = [...wrong, ...right].slice(0, MOST_LOOKS);
  const looks: Look[] = [];
  let fields: Fields = { height: 0, width: 0 };
  for (const row of chosen) {
    options.signal.throwIfAborted();
    const { classIndex, probability, heatmap, image } = await gradCam(network, items[row]!.path);
    fields = { height: heatmap.rows, width: heatmap.columns };
    looks.push({
      row,
      predicted: classIndex,
      probability,
      image: await thumbnail(image, 160),
      heat: heatPicture("heat", heatmap),
    });
    options.onShare(looks.length / chosen.length);
  }
  return { looks, fields };
}
