/**
 * Part of the build: lets compiled modules `require` the large CommonJS packages that their sources import.
 *
 * `import` of a CommonJS package first reads its whole text, and that of all it passes on, for names to bind: 150 ms for
 * TensorFlow.js, twice what running it takes. The instance is the same either way.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const packages = [
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-core",
  "@tensorflow/tfjs-backend-cpu",
  "onnx-proto",
  "ml-pca",
  "umap-js",
  "write-file-atomic",
  "yauzl",
  "yazl",
];

/** Rewrites the imports of the compiled modules in a folder, each on its own line; source maps stay right. */
export function requireCommonJs(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".js")) continue;
    const file = join(folder, name);
    const text = readFileSync(file, "utf8");
    const rewritten = rewriteImports(text);
    if (rewritten !== text) writeFileSync(file, rewritten);
  }
}

function rewriteImports(text) {
  let first = true;
  return text.replace(/^import ([^;"]+?) from "([^"]+)";/gm, (statement, clause, name) => {
    const binding = packages.includes(name) ? bindingOf(clause) : undefined;
    if (binding === undefined) return statement;
    const require = first
      ? 'import { createRequire as createRequireOfBuild } from "node:module"; const requireOfBuild = createRequireOfBuild(import.meta.url); '
      : "";
    first = false;
    return `${require}const ${binding} = requireOfBuild("${name}");`;
  });
}

/** What a variable declaration has in place of an import's clause; `undefined` for a mixed one, which stays. */
function bindingOf(clause) {
  const namespace = /^\* as (\w+)$/.exec(clause);
  if (namespace !== null) return namespace[1];
  if (/^\w+$/.test(clause)) return clause;
  return /^\{[^}]*\}$/.test(clause)
    ? clause.replaceAll(/\s+as\s+/g, ": ").replaceAll(/\s+/g, " ")
    : undefined;
}
