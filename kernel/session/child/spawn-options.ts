import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/** How to start the user process: Node's arguments, ending with its entry. */
export interface SpawnArguments {
  readonly args: readonly string[];
  /** The package this kernel belongs to. */
  readonly installation: string;
  /** Whether the kernel runs from its TypeScript sources; the user process then does too, through tsx. */
  readonly fromSource: boolean;
}

/** Finds how to start the user process with the Node that runs this. */
export function findSpawnArguments(): SpawnArguments {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(`../user/main.${fromSource ? "ts" : "js"}`, import.meta.url));
  const installation = fileURLToPath(new URL(fromSource ? "../../.." : "../../../..", import.meta.url));
  const flags = process.allowedNodeEnvironmentFlags;
  const args = [
    // Terminating code inside a timer would otherwise abort Node ("async hook stack has become corrupted").
    "--no-force-async-hooks-checks",
    "--disable-warning=ExperimentalWarning",
    // Node 22's own way to keep asynchronous context without async hooks; later versions have it without the flag.
    ...(process.versions.node.startsWith("22.") && flags.has("--experimental-async-context-frame")
      ? ["--experimental-async-context-frame"]
      : []),
    ...(fromSource ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href] : []),
    entry,
  ];
  return { args, installation, fromSource };
}
