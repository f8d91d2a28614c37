/**
 * TensorFlow.js as the rest of the library sees it: ops, layers, optimizers and chained ops. Nothing outside this folder
 * imports a tfjs package by name.
 *
 * Importing it registers the engine `onnx` and selects it, or the one that `TRANSFERLAB_ENGINE` names, so that any
 * tensor in a notebook computes on it.
 */
import * as tf from "@tensorflow/tfjs";
import { type EngineName, parseEngineName, warnOfCpu } from "./engine-name.ts";
import { loadBinding, NativeLibraryError } from "./onnx/binding.ts";
import { defaultOnnxOptions, registerOnnxEngine } from "./onnx/register.ts";
import { loadTensorflow } from "./tensorflow/load.ts";

registerOnnxEngine(defaultOnnxOptions());
// Every engine starts without waiting, so the promise has nothing to tell.
void tf.setBackend(chooseEngine());

function chooseEngine(): EngineName {
  const asked = parseEngineName("TRANSFERLAB_ENGINE", process.env.TRANSFERLAB_ENGINE ?? "onnx");
  try {
    if (asked === "onnx") loadBinding();
    else if (asked === "tensorflow") loadTensorflow();
    else warnOfCpu();
    return asked;
  } catch (error) {
    if (!(error instanceof NativeLibraryError)) throw error;
    warnOfCpu(error.message);
    return "cpu";
  }
}

export { tf };
