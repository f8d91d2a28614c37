/** An ONNX shape whose every side is known only when the graph runs. */
export function dynamicShape(name: string, rank: number): string[] {
  return Array.from({ length: rank }, (_, axis) => `${name}_${axis}`);
}
