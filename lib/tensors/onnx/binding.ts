import { createRequire } from "node:module";
import type * as ortNode from "onnxruntime-node";
import type * as ortBinding from "onnxruntime-node/dist/binding.js";
import { LabError } from "../../errors/lab-error.ts";

/** ONNX Runtime's native library is missing for this platform, or does not load. */
export class NativeLibraryError extends LabError {
  override name = "NativeLibraryError";
  readonly platform: string;

  constructor(options: { cause: unknown }) {
    const platform = `${process.platform} ${process.arch}`;
    const [reason] = (options.cause instanceof Error ? options.cause.message : String(options.cause)).split(
      "\n",
    );
    super(
      `onnxruntime-node: expected a native library for ${platform}, received "${reason}"; ` +
        "it has ones for linux (x64, arm64; glibc), darwin (arm64) and win32 (x64, arm64)",
      options,
    );
    this.platform = platform;
  }
}

/** ONNX Runtime: its public interface, and the synchronous one beneath it. */
export interface NativeRuntime {
  readonly binding: typeof ortBinding.binding;
  readonly InferenceSession: typeof ortNode.InferenceSession;
  readonly Tensor: typeof ortNode.Tensor;
}

const require = createRequire(import.meta.url);

/**
 * Loads ONNX Runtime's native library, on first use rather than on import: importing the library must not fail where
 * there is none.
 *
 * @throws {@link NativeLibraryError}
 */
export function loadBinding(): NativeRuntime {
  try {
    const { binding, initOrt } = require("onnxruntime-node/dist/binding.js") as typeof ortBinding;
    const { InferenceSession, Tensor } = require("onnxruntime-node") as typeof ortNode;
    initOrt();
    return { binding, InferenceSession, Tensor };
  } catch (cause) {
    throw new NativeLibraryError({ cause });
  }
}
