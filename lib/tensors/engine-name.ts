import { ArgumentError } from "../errors/argument-error.ts";

/**
 * - `onnx`: our TensorFlow.js engine on ONNX Runtime's kernels
 * - `tensorflow`: TensorFlow itself, through \@tensorflow/tfjs-node, which `npm run engine:tensorflow` installs
 * - `cpu`: TensorFlow.js alone, some hundred times slower
 */
export type EngineName = "onnx" | "tensorflow" | "cpu";

const engineNames: readonly string[] = ["onnx", "tensorflow", "cpu"];

/**
 * Reads the name of an engine from outside: an argument, or `TRANSFERLAB_ENGINE`.
 *
 * @throws {@link ArgumentError} when the name is not an engine's.
 */
export function parseEngineName(argument: string, name: string): EngineName {
  if (engineNames.includes(name)) return name as EngineName;
  throw new ArgumentError(
    argument,
    `one of ${engineNames.map((known) => `"${known}"`).join(", ")}`,
    `"${name}"`,
  );
}

/**
 * Warns of what the engine `cpu` costs.
 *
 * @param reason - why it computes although nobody asked for it.
 */
export function warnOfCpu(reason?: string): void {
  const cost =
    "The engine cpu computes in JavaScript alone: expect some hundred times the time of engine onnx.";
  process.emitWarning(reason === undefined ? cost : `${reason}. ${cost} Trunks need onnx.`, {
    type: "TransferlabWarning",
  });
}
