import { afterEach, describe, expect, it } from "vitest";
import { ArgumentError } from "../../../lib/errors/argument-error.ts";
import { EngineError } from "../../../lib/errors/engine-error.ts";
import { engineReport, selectEngine } from "../../../lib/tensors/engine.ts";
import type { OnnxBackend } from "../../../lib/tensors/onnx/backend.ts";
import { defaultOnnxOptions } from "../../../lib/tensors/onnx/register.ts";
import { tf } from "../../../lib/tensors/tf.ts";

afterEach(() => selectEngine("onnx"));

describe("selectEngine", () => {
  it("starts with the engine of the environment, else onnx, without being called", () => {
    const engine = process.env.TRANSFERLAB_ENGINE ?? "onnx";
    expect(tf.getBackend()).toBe(engine);
    expect(engineReport()).toMatchObject({ engine, versions: { tfjs: "4.22.0" } });
  });

  it("changes the engine, and keeps tensors readable", async () => {
    const made = tf.tensor1d([1, 2, 3]);
    const warning = new Promise((resolve) => process.once("warning", resolve));
    await selectEngine("cpu");
    expect(await warning).toMatchObject({ name: "TransferlabWarning" });
    expect(Array.from(made.add(1).dataSync())).toEqual([2, 3, 4]);
  });

  it("names the engines there are when asked for another", async () => {
    await expect(selectEngine("webgl")).rejects.toThrow(
      new ArgumentError("engine", 'one of "onnx", "tensorflow", "cpu"', '"webgl"'),
    );
  });
});

describe("defaultOnnxOptions", () => {
  it("takes the number of threads from the environment", () => {
    expect(defaultOnnxOptions({ TRANSFERLAB_THREADS: "3" }).threads).toBe(3);
  });

  it.each(["0", "-2", "many", ""])("ignores %j threads", (value) => {
    expect(defaultOnnxOptions({ TRANSFERLAB_THREADS: value }).threads).toBe(defaultOnnxOptions({}).threads);
  });
});

describe("a fault of ONNX Runtime", () => {
  it("is an error that names the operation and the shapes", () => {
    const backend = tf.backend() as OnnxBackend;
    const wrong = [tf.ones([2, 3]), tf.ones([4, 5])];
    const run = () =>
      backend.run("Gemm of a test", wrong, [2, 5], (graph) => {
        graph.input("x0", "float32", ["a", "b"]);
        graph.input("x1", "float32", ["c", "d"]);
        graph.node("Gemm", ["x0", "x1"], "y");
        graph.output("y", "float32", ["a", "d"]);
      });
    expect(run).toThrow(EngineError);
    expect(run).toThrow(/^Gemm of a test: ONNX Runtime failed on \[2, 3\], \[4, 5\]: .+/);
  });

  it("is an error that names the operation when its graph is refused", () => {
    const backend = tf.backend() as OnnxBackend;
    const run = () =>
      backend.run("Nonsense", [tf.ones([2])], [2], (graph) => {
        graph.input("x0", "float32", ["a"]);
        graph.node("NoSuchOperator", ["x0"], "y");
        graph.output("y", "float32", ["a"]);
      });
    expect(run).toThrow(/^Nonsense: ONNX Runtime failed: .*NoSuchOperator/);
  });
});
