/**
 * TensorFlow.js as the rest of the library sees it: ops, layers, optimizers and chained ops. Nothing outside this folder
 * imports a tfjs package by name.
 *
 * Importing it registers the engine `onnx` and makes it the default, so that any tensor in a notebook computes on it.
 */
import * as tf from "@tensorflow/tfjs";
import { defaultOnnxOptions, registerOnnxEngine } from "./onnx/register.ts";

registerOnnxEngine(defaultOnnxOptions());

export { tf };
