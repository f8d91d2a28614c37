/** Bundled by run.ts ahead of TensorFlow.js's own op tests: registers the engine that they are to judge. */
// @ts-expect-error TS2882: published without declarations.
import "@tensorflow/tfjs-core/dist/register_all_gradients";
// @ts-expect-error TS2882: published without declarations.
import "@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops";
import "@tensorflow/tfjs-backend-cpu";
import { setTestEnvs } from "@tensorflow/tfjs-core/dist/jasmine_util.js";
import { defaultOnnxOptions, registerOnnxEngine } from "../../lib/tensors/onnx/register.ts";

const minimum = process.env.CONFORMANCE_MINIMUM_ELEMENTS ?? "default";
registerOnnxEngine({
  ...defaultOnnxOptions(),
  ...(minimum === "default" ? {} : { minimumElements: Number(minimum) }),
});
setTestEnvs([{ name: "onnx", backendName: "onnx", isDataSync: true }]);
