/**
 * TensorFlow.js as the rest of the library sees it: ops, layers, optimizers and chained ops, on whichever engine is
 * selected. Nothing outside this folder imports a tfjs package by name.
 */
export * as tf from "@tensorflow/tfjs";
