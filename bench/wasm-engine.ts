import "@tensorflow/tfjs-backend-wasm";
import { registerKernel, type Tensor4D, type TensorInfo } from "@tensorflow/tfjs-core";
import { tf } from "../lib/tensors/tf.ts";

/**
 * Gives TensorFlow.js's WebAssembly backend the one kernel it lacks for training convolutions, the gradient of the
 * filter: a matrix product a filter position, on its own kernels. Stride 1 and padding "same" alone.
 */
export function completeWasm(): void {
  registerKernel({
    kernelName: "Conv2DBackpropFilter",
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as unknown as { x: Tensor4D; dy: Tensor4D };
      const [rows, columns, inChannels, outChannels] = (attrs as unknown as { filterShape: number[] })
        .filterShape as [number, number, number, number];
      const [batch, height, width] = dy.shape;
      const image = tf.tensor4d(tf.backend().readSync(x.dataId) as Float32Array, x.shape);
      const gradient = tf.tensor4d(tf.backend().readSync(dy.dataId) as Float32Array, dy.shape);
      const [top, left] = [(rows - 1) >> 1, (columns - 1) >> 1];
      const padded = tf.pad4d(image, [
        [0, 0],
        [top, rows - 1 - top],
        [left, columns - 1 - left],
        [0, 0],
      ]);
      const flat = gradient.reshape([-1, outChannels]);
      const products: tf.Tensor[] = [];
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          const seen = padded
            .slice([0, row, column, 0], [batch, height, width, inChannels])
            .reshape([-1, inChannels]);
          products.push(tf.matMul(seen, flat, true, false));
        }
      }
      return tf.stack(products).reshape([rows, columns, inChannels, outChannels]) as TensorInfo;
    },
  });
}
