import { createRequire } from "node:module";
import type { tf as Tf } from "../../../lib/tensors/tf.ts";

const require = createRequire(import.meta.url);

/** A gradient of a convolution on ONNX Runtime's kernels: how many windows each pixel is in. */
export async function tryOnnx(): Promise<{ version: string }> {
  const { versions } = await convolve("onnx");
  return { version: versions["onnxruntime-node"]! };
}

/** The same on libtensorflow. */
export async function tryTensorflow(): Promise<string> {
  const { versions } = await convolve("tensorflow");
  return versions.tensorflow!;
}

async function convolve(engine: string) {
  const { selectEngine } = await import("../../../lib/tensors/engine.ts");
  const { tf } = await import("../../../lib/tensors/tf.ts");
  const report = await selectEngine(engine);
  const filter = tf.ones<Tf.Rank.R4>([3, 3, 1, 1]);
  const dx = tf.grad((x) => tf.conv2d(x.as4D(1, 4, 4, 1), filter, 1, "same"))(tf.ones([1, 4, 4, 1]));
  const expected = [4, 6, 6, 4, 6, 9, 9, 6, 6, 9, 9, 6, 4, 6, 6, 4];
  checkAnswer(Array.from(dx.dataSync()), expected);
  return report;
}

/** A PNG of two pixels, there and back. */
export async function trySharp(): Promise<{ version: string }> {
  const { default: sharp } = await import("sharp");
  const pixels = [255, 0, 0, 0, 128, 255];
  const png = await sharp(Buffer.from(pixels), { raw: { width: 2, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  checkAnswer([...(await sharp(png).raw().toBuffer())], pixels);
  return { version: sharp.versions.sharp! };
}

/** One pixel. */
export async function tryResvg(): Promise<{ version: string }> {
  const { Resvg } = await import("@resvg/resvg-js");
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1" fill="#ff8000"/></svg>';
  checkAnswer([...new Resvg(svg).render().pixels], [255, 128, 0, 255]);
  return { version: versionOf("@resvg/resvg-js") };
}

/** A message from one socket to another. */
export async function tryZeromq(): Promise<{ version: string }> {
  const { Pair } = await import("zeromq");
  const [sender, receiver] = [new Pair(), new Pair({ receiveTimeout: 5000 })];
  try {
    await receiver.bind("tcp://127.0.0.1:*");
    sender.connect(receiver.lastEndpoint!);
    await sender.send("seven");
    const [message] = await receiver.receive();
    checkAnswer([String(message)], ["seven"]);
  } finally {
    sender.close();
    receiver.close();
  }
  return { version: versionOf("zeromq") };
}

/** A cell's types taken away. */
export async function tryOxc(): Promise<{ version: string }> {
  const { transformSync } = await import("oxc-transform");
  const { parseSync } = await import("oxc-parser");
  const { code } = transformSync("cell.ts", "let answer: number = 42;");
  checkAnswer([code.trim()], ["let answer = 42;"]);
  checkAnswer([parseSync("cell.ts", "1 + 1").program.body.length], [1]);
  return { version: versionOf("oxc-transform") };
}

function checkAnswer(received: readonly unknown[], expected: readonly unknown[]): void {
  const isRight =
    received.length === expected.length && expected.every((value, at) => value === received[at]);
  if (!isRight)
    throw new Error(`wrong answer: expected ${expected.join(", ")}, received ${received.join(", ")}`);
}

function versionOf(name: string): string {
  return (require(`${name}/package.json`) as { version: string }).version;
}
