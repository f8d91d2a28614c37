import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { EngineMissingError } from "./engine-missing-error.ts";

const require = createRequire(import.meta.url);

/** What `npm run engine:tensorflow` leaves when its engine has passed its test: written last. */
interface ReadyStamp {
  readonly platform: string;
}

/**
 * Finds the folder of @tensorflow/tfjs-node: the one that `npm run engine:tensorflow` made, else an installed peer.
 *
 * @param root - folder of this package.
 * @throws {@link EngineMissingError} when there is neither.
 */
export function findTensorflowPackage(
  root: string = dirname(require.resolve("transferlab/package.json")),
): string {
  const home = join(root, ".engines", "tensorflow");
  const stamp = join(home, "ready.json");
  if (existsSync(stamp)) {
    const { platform } = JSON.parse(readFileSync(stamp, "utf8")) as ReadyStamp;
    const here = `${process.platform} ${process.arch}`;
    if (platform === here) return join(home, "node_modules", "@tensorflow", "tfjs-node");
    throw new EngineMissingError(`one for ${platform} where ${here} is needed`);
  }
  const peer = findPeer();
  if (peer !== undefined) return peer;
  throw new EngineMissingError(existsSync(home) ? "an installation that did not finish" : "none");
}

/** The folder of that name may hold another package: TensorFlow.js itself stands in for it where nothing needs it. */
function findPeer(): string | undefined {
  let file: string;
  try {
    file = require.resolve("@tensorflow/tfjs-node/package.json");
  } catch {
    return undefined;
  }
  const { name } = JSON.parse(readFileSync(file, "utf8")) as { name: string };
  return name === "@tensorflow/tfjs-node" ? dirname(file) : undefined;
}
