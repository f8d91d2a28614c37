/**
 * TensorFlow.js as the rest of the library sees it: ops, layers, optimizers and chained ops. Nothing outside this folder
 * imports a tfjs package by name.
 *
 * Importing it registers the engine `onnx` and selects it, or the one that `TRANSFERLAB_ENGINE` names, so that any
 * tensor in a notebook computes on it.
 */
import * as tf from "@tensorflow/tfjs";
import { parseEngineName, warnOfCpu } from "./engine-name.ts";
import { defaultOnnxOptions, registerOnnxEngine } from "./onnx/register.ts";

registerOnnxEngine(defaultOnnxOptions());
const engine = parseEngineName("TRANSFERLAB_ENGINE", process.env.TRANSFERLAB_ENGINE ?? "onnx");
if (engine === "cpu") warnOfCpu();
// Both engines start without waiting, so the promise has nothing to tell; without a native library TensorFlow.js
// warns and computes on its CPU backend.
void tf.setBackend(engine);

export { tf };
