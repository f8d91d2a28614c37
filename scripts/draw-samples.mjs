/**
 * `npm run samples -- FOLDER`: draws the sample pictures of data/samples again, into a new folder. Takes minutes; the
 * same seed gives the same pixels.
 */
import { resolve } from "node:path";
import { setUp } from "./setup.mjs";

const folder = process.argv[2];
if (folder === undefined) {
  console.error("Usage: npm run samples -- FOLDER (a folder that does not exist yet, or is empty)");
  process.exit(64);
}
setUp();
const { writeDrawnSamples } = await import("../dist/lib/index.js");
await writeDrawnSamples(resolve(process.env.INIT_CWD ?? ".", folder), {
  onProgress: (done, total) => process.stderr.write(`\r${done} of ${total} pictures`),
});
console.log(`\nDrawn into ${folder}`);
