/**
 * `node scripts/compile-simd.mjs`: compiles the kernels of scripts/simd into the files of lib/ that hold them.
 *
 * Needed only after a change of the kernels; fetches the AssemblyScript compiler into a temporary folder. A test each
 * fails when a compiled file is not of the present source.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const compiler = "assemblyscript@0.28.20";
const options = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--importMemory"];
const kernels = [
  { name: "row-kernels", folder: "matrix", constant: "rowKernels" },
  { name: "adam-kernel", folder: "training/optimizers", constant: "adamKernel" },
];

for (const kernel of kernels) compile(kernel);

function compile({ name, folder, constant }) {
  const source = fileURLToPath(new URL(`simd/${name}.ts`, import.meta.url));
  const target = fileURLToPath(new URL(`../lib/${folder}/${name}.ts`, import.meta.url));
  const workFolder = mkdtempSync(join(tmpdir(), "compile-simd-"));
  try {
    const binary = join(workFolder, `${name}.wasm`);
    const run = spawnSync("npx", ["--yes", "--package", compiler, "asc", source, ...options, "-o", binary], {
      cwd: workFolder,
      stdio: "inherit",
      shell: process.platform === "win32",
    });
    if (run.status !== 0) throw new Error(`${compiler}: expected exit status 0, received ${run.status}`);
    // Line ends differ between checkouts; the source does not.
    const text = readFileSync(source, "utf8").replaceAll("\r\n", "\n");
    const digest = createHash("sha256").update(text).digest("hex");
    const base64 = readFileSync(binary).toString("base64");
    writeFileSync(
      target,
      `/** Written by scripts/compile-simd.mjs with ${compiler}; change scripts/simd/${name}.ts instead. */

/** SHA-256 of the source, with line ends of one character. */
export const ${constant}Source = "${digest}";

/** The WebAssembly module, base64. */
export const ${constant}Binary =
${base64
  .match(/.{1,96}/g)
  .map((part, at) => `  ${at ? "+ " : ""}"${part}"`)
  .join("\n")};
`,
    );
    spawnSync("npx", ["biome", "format", "--write", target], {
      stdio: "inherit",
      shell: process.platform === "win32",
    });
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}
