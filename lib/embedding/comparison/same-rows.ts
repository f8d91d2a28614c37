import { ShapeError } from "../../errors/argument-error.ts";
import type { Matrix } from "../../matrix/matrix.ts";

/** @throws {@link ShapeError} when matrices are not of the same images. */
export function requireSameRows(layers: readonly Matrix[], names: readonly string[] = []): void {
  const rows = layers[0]?.rows;
  layers.forEach((layer, index) => {
    if (layer.rows !== rows) {
      throw new ShapeError(names[index] ?? `layers[${index}]`, `[${rows}, _] (the same images)`, [
        layer.rows,
        layer.columns,
      ]);
    }
  });
}
