import type { Random } from "../../../random/generator.ts";
import { ring, rod } from "../geometry/shapes.ts";
import { mixVectors, scale, smoothstep, type Vector } from "../geometry/vector.ts";
import { between, drawColor, oneOf } from "../palette.ts";
import type { Prop } from "./prop.ts";

/** An open umbrella: a canopy of eight scalloped panels on ribs, a shaft, a hooked handle. */
export function makeUmbrella(random: Random): Prop {
  const ballRadius = between(random, 0.62, 0.85);
  const rim = between(random, 0.28, 0.5); // of the ball's radius, measured down from its top
  const rimHeight = 1.1 - ballRadius * rim * 1.45;
  const ballCenter = 1.1 - ballRadius;
  const color = drawColor(random);
  const second = drawColor(random);
  const pattern = oneOf(random, ["panels", "panels", "panels", "border"]);
  const metal: Vector = [0.4, 0.4, 0.42];
  const wood: Vector = [0.2, 0.09, 0.04];
  const canopy = (x: number, y: number, z: number) => {
    const angle = Math.atan2(z, x) * 8;
    const scallop = 0.035 * (1 - Math.cos(angle));
    const out = Math.hypot(x, z);
    // Panels sag between the ribs, more towards the rim.
    const sag = 0.02 * (1 - Math.cos(angle)) * out;
    const shell = Math.abs(Math.hypot(out, y - ballCenter) - ballRadius + sag) - 0.011;
    return Math.max(shell, rimHeight + scallop - y);
  };
  return {
    center: [0, 0.58, 0],
    radius: Math.max(0.68, ballRadius + 0.12),
    distance(x, y, z) {
      const shaft = rod(x, y, z, [0, 0.1, 0], [0, 1.16, 0], 0.016, 0.016);
      const hook = Math.max(ring(x - 0.07, y - 0.1, z, 0.07, 0.022), y - 0.1);
      return Math.min(canopy(x, y, z) * 0.85, shaft, hook);
    },
    paint(x, y, z) {
      if (canopy(x, y, z) > 0.006)
        return y < 0.24 ? { color: wood, gloss: 0.4 } : { color: metal, gloss: 0.7 };
      const turn = Math.atan2(z, x) * (8 / (2 * Math.PI));
      const panel = Math.floor(turn) & 1;
      const seam = Math.abs(turn - Math.round(turn)) * Math.hypot(x, z);
      const down = (1.1 - y) / (1.1 - rimHeight);
      let cloth = color;
      if (pattern === "panels") cloth = panel === 0 ? color : second;
      if (pattern === "border") cloth = mixVectors(color, second, smoothstep(0.68, 0.72, down));
      const isInside = Math.hypot(x, y - ballCenter, z) < ballRadius - 0.004;
      const shade = (isInside ? 0.55 : 1) * mixShade(seam);
      return { color: scale(cloth, shade), gloss: 0.15 };
    },
  };
}

function mixShade(seam: number): number {
  return 0.45 + 0.55 * smoothstep(0, 0.03, seam);
}
