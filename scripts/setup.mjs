/**
 * What every command needs first: a Node.js that is new enough, the packages of the lock file, and a build of lib/,
 * kernel/ and cli/. Each step is skipped when nothing it depends on has changed. Uses Node.js alone, for it runs before any
 * package is there.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { requireCommonJs } from "./require-commonjs.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Standard output belongs to the command that needed the set-up: `transferlab doctor --json` for one. */
const TO_STDERR = ["inherit", 2, 2];

/** Runs a command in the project with its output shown; ends this process with its exit code when it fails. */
export function runOrExit(command, commandArguments, options = {}) {
  const { status, error } = spawnSync(command, commandArguments, { cwd: root, stdio: "inherit", ...options });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Runs a JavaScript file of an installed package. */
export function runPackageOrExit(file, commandArguments, options) {
  runOrExit(process.execPath, [join(root, "node_modules", file), ...commandArguments], options);
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const supported = (major === 20 && minor >= 19) || (major === 22 && minor >= 13) || major >= 24;
  if (!supported) {
    console.error(`transferlab needs Node.js 20.19, 22.13, 24 or later; this is ${process.versions.node}.`);
    process.exit(1);
  }
}

/** Installs the packages of package-lock.json, unless they are there. Returns whether it did. */
function install() {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = join(root, "node_modules", ".transferlab-installed");
  const wanted = `${lock} ${process.platform} ${process.arch}`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  console.error("Installing packages from the npm registry (once) ...");
  const npm = process.env.npm_execpath;
  const commandArguments = ["ci", "--no-audit", "--no-fund"];
  if (npm?.endsWith(".js")) runOrExit(process.execPath, [npm, ...commandArguments], { stdio: TO_STDERR });
  else runOrExit("npm", commandArguments, { shell: process.platform === "win32", stdio: TO_STDERR });
  writeFileSync(stamp, wanted);
  return true;
}

function digestOfSources() {
  const hash = createHash("sha256");
  const files = ["tsconfig.json", "tsconfig.build.json", "package-lock.json", "scripts/require-commonjs.mjs"];
  for (const folder of ["lib", "kernel", "cli"]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).sort()) {
      if (name.endsWith(".ts")) files.push(join(folder, name));
    }
  }
  for (const file of files)
    hash
      .update(file)
      .update("\0")
      .update(readFileSync(join(root, file)))
      .update("\0");
  return hash.digest("hex");
}

/** Compiles lib/, kernel/ and cli/ into dist/, unless they are as they were at the last build. */
function build() {
  const stamp = join(root, "dist", ".sources");
  const sources = digestOfSources();
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return;
  console.error("Building lib/, kernel/ and cli/ ...");
  // Without its stamp a build that is cut short counts as none, and what has no source any more must not stay.
  rmSync(join(root, "dist"), { recursive: true, force: true });
  runPackageOrExit("typescript/bin/tsc", ["-p", "tsconfig.build.json"], { stdio: TO_STDERR });
  requireCommonJs(join(root, "dist", "lib"));
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, sources);
}

/** Makes the checkout ready to run. */
export function setUp() {
  requireNode();
  install();
  build();
}
