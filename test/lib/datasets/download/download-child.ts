/** A process of its own that downloads one file: `download-child.ts TARGET OPTIONS`, both JSON; prints its progress. */
import { downloadFile } from "../../../../lib/datasets/download/download-file.ts";

const [target, options] = process.argv.slice(2).map((text) => JSON.parse(text));
await downloadFile(target, {
  ...options,
  environment: {},
  onProgress: ({ phase, bytes }) => console.log(`${phase} ${bytes}`),
});
console.log("done");
