import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Peak resident memory of a process that extracts features of 1,500 photos, a network each. */
export function benchExtractionMemory(): void {
  console.log("\nExtraction of 1,500 drawn pictures, without cache");
  const script = fileURLToPath(new URL("./extract-1500.mjs", import.meta.url));
  for (const [name, weights] of [
    ["vgg16", "tiny-imagenet"],
    ["resnet50", "tiny-imagenet"],
    ["vgg16", "random"],
    ["resnet50", "random"],
  ] as const) {
    const { stdout, stderr, status } = spawnSync(process.execPath, [script, name, weights], {
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(stderr);
    console.log(`  ${stdout.trim()}`);
  }
}
