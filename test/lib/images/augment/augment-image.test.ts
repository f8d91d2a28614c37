import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { augmentImage } from "../../../../lib/images/augment/augment-image.ts";
import { flipHorizontal } from "../../../../lib/images/augment/flip.ts";
import {
  AUGMENT_PRESETS,
  type AugmentPreset,
  type AugmentRecipe,
  resolveRecipe,
} from "../../../../lib/images/augment/recipe.ts";
import { augmentedViews } from "../../../../lib/images/augment/views.ts";
import { createImage } from "../../../../lib/images/image.ts";
import { resizeImage } from "../../../../lib/images/resize.ts";
import { seededRandom } from "../../../../lib/random/generator.ts";
import { removeFolder, writePhotoFolder } from "../../datasets/photo-folder.ts";

const random = seededRandom(7);
const photo = createImage(
  { width: 60, height: 40 },
  Uint8Array.from({ length: 60 * 40 * 3 }, () => random() * 256),
);
const size = { width: 32, height: 24 };

describe("augmentImage", () => {
  it("only resizes with an empty recipe", () => {
    const view = augmentImage(photo, { augment: {}, size, random: seededRandom(1) });
    expect(view).toEqual(resizeImage(photo, size));
  });

  it("mirrors with the given probability", () => {
    const [plain, mirrored] = [resizeImage(photo, size), flipHorizontal(resizeImage(photo, size))];
    const draws = seededRandom(2);
    const views = Array.from({ length: 200 }, () =>
      augmentImage(photo, { augment: { flip: 0.25 }, size, random: draws }),
    );
    const mirrors = views.filter((view) => view.pixels.every((level, at) => level === mirrored.pixels[at]));
    expect(mirrors.length).toBeGreaterThan(30);
    expect(mirrors.length).toBeLessThan(70);
    expect(views.find((view) => !mirrors.includes(view))).toEqual(plain);
  });

  it.each(Object.keys(AUGMENT_PRESETS) as AugmentPreset[])(
    "gives equal views for equal seeds and others for others: %s",
    (augment) => {
      const make = (seed: number) => {
        const draws = seededRandom(seed);
        return Array.from({ length: 16 }, () => augmentImage(photo, { augment, size, random: draws }));
      };
      expect(make(1)).toEqual(make(1));
      expect(make(1)).not.toEqual(make(3));
      expect(make(1)[0]).toMatchObject(size);
    },
  );
});

describe("resolveRecipe", () => {
  it("drops what is not done, so that equal recipes have equal JSON", () => {
    const written: AugmentRecipe = { color: { hue: 0, contrast: 0.1 }, flip: 0, shift: 0.2, crop: undefined };
    expect(JSON.stringify(resolveRecipe(written))).toBe('{"shift":0.2,"color":{"contrast":0.1}}');
    expect(resolveRecipe("flip")).toEqual({ flip: 0.5 });
  });

  it.each([
    ["blur", "augment: expected a recipe, or one of flip, shift, light, imagenet, received blur"],
    [{ blur: 1 }, 'augment: expected crop, shift, flip and color alone, received "blur"'],
    [{ flip: 2 }, "augment.flip: expected a probability in [0, 1], received 2"],
    [{ shift: 1 }, "augment.shift: expected a share in [0, 1)"],
    [{ crop: { scale: [0, 1], ratio: [1, 1] } }, "augment.crop.scale"],
    [{ crop: { scale: [0.5, 1] } }, "augment.crop.ratio: expected [smallest, largest] above 0"],
    [{ color: { hue: 0.6 } }, "augment.color.hue: expected a number in [0, 0.5], received 0.6"],
    [{ color: { brightness: Number.NaN } }, "augment.color.brightness"],
  ])("says what is wrong with %o", (augment, message) => {
    expect(() => resolveRecipe(augment as AugmentRecipe)).toThrow(message);
  });
});

describe("augmentedViews", () => {
  it("gives the same first views however many are asked for, and other views of another picture", async () => {
    const options = { augment: "light", seed: 1, size } as const;
    const two = await augmentedViews(photo, { ...options, views: 2 });
    const three = await augmentedViews(photo, { ...options, views: 3 });
    expect(three.slice(0, 2)).toEqual(two);
    expect(three[2]).not.toEqual(three[1]);
    const darker = createImage(
      photo,
      photo.pixels.map((level) => level >> 1),
    );
    const boxes = await augmentedViews(darker, { augment: { flip: 0.5 }, views: 12, seed: 1 });
    const others = await augmentedViews(photo, { augment: { flip: 0.5 }, views: 12, seed: 1 });
    const flips = (views: typeof boxes, plain: typeof photo) =>
      views.map((view) => view.pixels[0] === plain.pixels[0]);
    expect(flips(boxes, darker)).not.toEqual(flips(others, photo));
  });

  it("reads files, and refuses no views", async () => {
    const folder = await writePhotoFolder({ "a.png": 70 });
    const path = join(folder, "a.png");
    const [view] = await augmentedViews(path, { augment: { flip: 1 }, views: 1 });
    expect(view).toMatchObject({ width: 8, height: 8 });
    expect(readFileSync(path).length).toBeGreaterThan(0);
    removeFolder(folder);
    await expect(augmentedViews(photo, { augment: "flip", views: 0 })).rejects.toThrow("views: expected");
  });
});
