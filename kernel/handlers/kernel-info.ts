import type { JsonObject } from "../wire/message.ts";
import { PROTOCOL_VERSION } from "../wire/message.ts";

/** What the kernel says of itself. Needs nothing that is loaded later, so that the first answer does not wait. */
export function describeKernel(version: string): JsonObject {
  return {
    status: "ok",
    protocol_version: PROTOCOL_VERSION,
    implementation: "transferlab",
    implementation_version: version,
    language_info: {
      name: "typescript",
      version: "6.0",
      // The one that front ends know TypeScript by.
      mimetype: "application/typescript",
      file_extension: ".ts",
      pygments_lexer: "typescript",
      codemirror_mode: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `transferlab ${version}: TypeScript 6.0 on Node.js ${process.versions.node}`,
    debugger: false,
    supported_features: [],
    help_links: [
      { text: "TypeScript", url: "https://www.typescriptlang.org/docs/" },
      { text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
      { text: "Node.js", url: "https://nodejs.org/docs/latest/api/" },
    ],
  };
}
