import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { adjustBrightness, adjustContrast, adjustSaturation } from "../../lib/images/augment/color.ts";
import { cropImage } from "../../lib/images/augment/crop.ts";
import { flipHorizontal } from "../../lib/images/augment/flip.ts";
import { adjustHue } from "../../lib/images/augment/hue.ts";
import { createImage, type Image } from "../../lib/images/image.ts";
import { resizeImage } from "../../lib/images/resize.ts";
import { seededRandom } from "../../lib/random/generator.ts";

const python = process.env.KERAS_PYTHON;

const random = seededRandom(11);
const image = createImage(
  { width: 210, height: 150 },
  Uint8Array.from({ length: 210 * 150 * 3 }, () => random() * 256),
);

const FACTORS = [0, 0.3, 0.77, 1, 1.23, 2.5];
const TURNS = [-0.5, -0.1, 0, 0.03, 0.3, 0.5];
const box = { left: 13, top: 40, width: 120, height: 77 };

/** What Pillow makes of the image, one operation after the other, as bytes after a line with their number. */
const SCRIPT = `
import sys
import numpy as np
from PIL import Image, ImageEnhance, ImageOps
image = Image.fromarray(np.frombuffer(sys.stdin.buffer.read(), np.uint8).reshape(150, 210, 3))
results = [ImageEnhance.Brightness(image).enhance(f) for f in ${JSON.stringify(FACTORS)}]
results += [ImageEnhance.Contrast(image).enhance(f) for f in ${JSON.stringify(FACTORS)}]
results += [ImageEnhance.Color(image).enhance(f) for f in ${JSON.stringify(FACTORS)}]
for turn in ${JSON.stringify(TURNS)}:
    h, s, v = image.convert("HSV").split()
    turned = (np.asarray(h).astype(int) + int(turn * 255)) % 256
    results.append(Image.merge("HSV", (Image.fromarray(turned.astype(np.uint8)), s, v)).convert("RGB"))
results.append(ImageOps.mirror(image))
left, top, width, height = ${JSON.stringify([box.left, box.top, box.width, box.height])}
results.append(image.crop((left, top, left + width, top + height)).resize((64, 48), Image.BILINEAR))
for result in results:
    sys.stdout.buffer.write(np.asarray(result).tobytes())
`;

describe.skipIf(python === undefined)("augmentation and Pillow (needs KERAS_PYTHON)", () => {
  it("are equal bit for bit", () => {
    const ours: [string, Image][] = [
      ...FACTORS.map((factor): [string, Image] => [`brightness ${factor}`, adjustBrightness(image, factor)]),
      ...FACTORS.map((factor): [string, Image] => [`contrast ${factor}`, adjustContrast(image, factor)]),
      ...FACTORS.map((factor): [string, Image] => [`color ${factor}`, adjustSaturation(image, factor)]),
      ...TURNS.map((turn): [string, Image] => [`hue ${turn}`, adjustHue(image, turn)]),
      ["mirror", flipHorizontal(image)],
      ["crop and resize", resizeImage(cropImage(image, box), { width: 64, height: 48 })],
    ];
    const { status, stdout, stderr } = spawnSync(python!, ["-c", SCRIPT], {
      input: image.pixels,
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr?.toString()).toBe(0);
    let from = 0;
    for (const [name, { pixels }] of ours) {
      const theirs = stdout.subarray(from, from + pixels.length);
      from += pixels.length;
      expect(Buffer.compare(theirs, Buffer.from(pixels)), name).toBe(0);
    }
    expect(from).toBe(stdout.length);
  });
});
