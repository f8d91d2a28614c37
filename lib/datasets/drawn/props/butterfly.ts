import type { Random } from "../../../random/generator.ts";
import { blend, ellipse, rod } from "../geometry/shapes.ts";
import { mixVectors, scale, smoothstep, type Vector } from "../geometry/vector.ts";
import { between, drawColor, oneOf } from "../palette.ts";
import type { Prop } from "./prop.ts";

/** A butterfly: four scalloped wings raised by an angle, veins, a dark border with spots, a body, feelers. */
export function makeButterfly(random: Random): Prop {
  const raise = between(random, 0.1, 0.95); // radians between a wing and level
  const [cos, sin] = [Math.cos(raise), Math.sin(raise)];
  const foreLength = between(random, 0.36, 0.46);
  const foreWidth = between(random, 0.19, 0.26);
  const hindLength = between(random, 0.24, 0.34);
  const hasTail = random() < 0.35;
  const isDotted = random() < 0.25;
  const color = drawColor(random);
  const second = drawColor(random);
  const dark: Vector = mixVectors([0.015, 0.012, 0.012], second, between(random, 0, 0.15));
  const border = between(random, 0.045, 0.09);
  const pattern = oneOf(random, ["veins", "eyespots", "eyespots", "bands"]);
  // A wing's own plane: `out` from the body, `ahead` towards the head.
  const foreOutline = (out: number, ahead: number) => {
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const [u, v] = [c * (out - 0.3) + s * (ahead - 0.2), -s * (out - 0.3) + c * (ahead - 0.2)];
    return ellipse(u, v + 0.25 * u * u, foreLength, foreWidth);
  };
  const hindOutline = (out: number, ahead: number) => {
    const wave = 0.014 * Math.sin(Math.atan2(ahead + 0.15, out - 0.2) * 9);
    const lobe = ellipse(out - 0.24, ahead + 0.17, hindLength * 0.95, hindLength * 0.8) - wave;
    if (!hasTail) return lobe;
    return blend(lobe, rod(out, ahead, 0, [0.3, -0.35, 0], [0.36, -0.58, 0], 0.03, 0.018), 0.05);
  };
  const wing = (out: number, ahead: number) => Math.min(foreOutline(out, ahead), hindOutline(out, ahead));
  const bodyDistance = (x: number, y: number, z: number) =>
    Math.min(
      blend(
        rod(x, y, z, [0, 0, -0.2], [0, 0.01, 0.08], 0.035, 0.05),
        rod(x, y, z, [0, 0.01, 0.08], [0, 0.02, 0.21], 0.05, 0.035),
        0.02,
      ),
      rod(Math.abs(x), y, z, [0.015, 0.03, 0.22], [0.14, 0.1, 0.46], 0.008, 0.011),
    );
  return {
    center: [0, 0.2, 0],
    radius: 0.86,
    distance(x, y, z) {
      const side = Math.abs(x);
      const out = cos * side + sin * y;
      const above = -sin * side + cos * y;
      const outline = Math.max(wing(out, z), -out);
      const along = Math.abs(above + 0.1 * out * out) - 0.009;
      const plate =
        Math.min(0, Math.max(outline, along)) + Math.hypot(Math.max(outline, 0), Math.max(along, 0));
      return Math.min(plate * 0.85, bodyDistance(x, y, z));
    },
    paint(x, y, z) {
      if (bodyDistance(x, y, z) < 0.008)
        return { color: scale(dark, 0.8 + 0.5 * Math.sin(z * 90)), gloss: 0.1 };
      const out = cos * Math.abs(x) + sin * y;
      const [fore, hind] = [foreOutline(out, z), hindOutline(out, z)];
      const isFore = fore < hind;
      const depth = -Math.min(fore, hind);
      const angle = Math.atan2(z - (isFore ? 0.02 : -0.02), out + 0.06);
      const reach = Math.hypot(out, z);
      let tone = isFore ? color : mixVectors(color, second, 0.35);
      if (pattern === "bands") tone = Math.sin(reach * 22) > 0.2 ? tone : second;
      if (pattern === "eyespots") {
        const spot = isFore ? Math.hypot(out - 0.42, z - 0.3) : Math.hypot(out - 0.32, z + 0.22);
        tone = mixVectors(second, tone, smoothstep(0.085, 0.1, spot));
        tone = mixVectors(dark, tone, smoothstep(0.045, 0.06, spot));
      }
      const vein = Math.abs(Math.sin(angle * (isFore ? 7 : 6)));
      tone = mixVectors(
        mixVectors(dark, tone, 0.25),
        tone,
        smoothstep(0.05, 0.16, vein * (0.3 + reach * 1.6)),
      );
      tone = mixVectors(dark, tone, smoothstep(border * 0.8, border * 1.15, depth));
      const dot = isDotted && Math.sin(angle * 22) > 0.45 && depth > border * 0.25 && depth < border * 0.65;
      return { color: dot ? [0.75, 0.73, 0.68] : tone, gloss: 0.1 };
    },
  };
}
