import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseSync } from "oxc-parser";
import { readForeignSpecifier } from "./foreign-specifier.ts";

export interface FinderOptions {
  /** Address of the module that imports on behalf of cells. */
  readonly importerUrl: string;
  readonly notebook: string;
  readonly installation: string;
  readonly fromSource: boolean;
}

/** A way to find a module, handed to Node's own resolution. */
export interface Candidate {
  readonly specifier: string;
  readonly parentURL: string | undefined;
}

export interface ModuleFinder {
  /** What to try, in order. For modules that no cell's relative imports reach, only what was asked. */
  findCandidates(specifier: string, parentURL: string | undefined): Candidate[];
  /**
   * Adds a version to the address of a file that changed since it was first imported, itself or through what it
   * imports, so that Node loads it anew. The first time the address is plain, so that the module is the same one that
   * everybody else imports.
   */
  addVersion(url: string, specifier: string, parentURL: string | undefined): string;
}

/** The package of this name shows only in its own kernel, so that cells get the same names from here. */
const TSLAB_URL = new URL(
  `../builtins/tslab.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
  import.meta.url,
).href;
const RELATIVE = /^(\.{1,2}\/|file:|\/)/;
const VERSIONED = /\.([mc]?[jt]sx?|json)$/;
const ENDINGS = [".ts", ".tsx", ".mts", ".cts", ".js", ".mjs", ".cjs", ".jsx"];
const OTHER_SPELLINGS = [...ENDINGS, ...ENDINGS.map((ending) => `/index${ending}`)];

/** Makes a finder for one notebook. Files reached from cells by relative imports are watched for changes. */
export function createModuleFinder(options: FinderOptions): ModuleFinder {
  const { importerUrl, installation } = options;
  const notebookUrl = pathToFileURL(options.notebook).href;
  const installationUrl = pathToFileURL(join(installation, "package.json")).href;
  const watched = new Set<string>();
  const firstVersions = new Map<string, string>();
  const ownName = readOwnName(installation);

  const isCell = (parent: string | undefined): boolean => parent?.split("?")[0] === importerUrl;
  const isWatched = (parent: string | undefined): boolean =>
    isCell(parent) || (parent !== undefined && watched.has(parent.split("?")[0]!));

  return {
    findCandidates(asked, parentURL) {
      if (isBuiltin(asked) || !isWatched(parentURL)) return [{ specifier: asked, parentURL }];
      const specifier = readForeignSpecifier(asked)?.specifier ?? asked;
      const parent = isCell(parentURL) ? notebookUrl : parentURL;
      if (specifier === "tslab") return [{ specifier: TSLAB_URL, parentURL: parent }];
      if (RELATIVE.test(specifier)) {
        return [specifier, ...spellOtherwise(specifier)].map((tried) => ({
          specifier: tried,
          parentURL: parent,
        }));
      }
      if (options.fromSource && specifier === ownName) {
        return [{ specifier: findOwnSource(installation), parentURL: parent }];
      }
      return [
        { specifier, parentURL: parent },
        ...findInNodePath(specifier),
        { specifier, parentURL: installationUrl },
      ];
    },
    addVersion(url, specifier, parentURL) {
      const plain = url.split("?")[0]!;
      if (!isWatched(parentURL) || !RELATIVE.test(specifier) || !plain.startsWith("file:")) return url;
      const path = fileURLToPath(plain);
      if (!VERSIONED.test(path) || path.includes(`${join("/", "node_modules", "/")}`)) return url;
      watched.add(plain);
      const version = hashWithImports(path);
      const first = firstVersions.get(plain) ?? version;
      firstVersions.set(plain, first);
      return first === version ? url : `${plain}?v=${version}`;
    },
  };
}

/** TypeScript's spellings: no extension, or the extension of the JavaScript that a `.ts` file becomes. */
function spellOtherwise(specifier: string): string[] {
  const compiled = /^(.*)\.([mc]?)jsx?$/.exec(specifier);
  if (compiled) {
    const [, stem, kind] = compiled;
    return kind === "" ? [`${stem}.ts`, `${stem}.tsx`] : [`${stem}.${kind}ts`];
  }
  return /\.\w+$/.test(specifier)
    ? []
    : OTHER_SPELLINGS.map((ending) => specifier.replace(/\/$/, "") + ending);
}

/** Node's ES modules don't look in NODE_PATH; a folder called node_modules is found from its parent. */
function findInNodePath(specifier: string): Candidate[] {
  const folders = (process.env.NODE_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => {
    if (basename(folder) === "node_modules") {
      return { specifier, parentURL: pathToFileURL(join(dirname(folder), "package.json")).href };
    }
    let found = specifier;
    try {
      found = pathToFileURL(
        createRequire(join(folder, "package.json")).resolve(join(folder, specifier)),
      ).href;
    } catch {
      // Not in this folder: the specifier as it is fails there too, and the next candidate is tried.
    }
    return { specifier: found, parentURL: pathToFileURL(join(folder, "package.json")).href };
  });
}

function readOwnName(installation: string): string {
  return (JSON.parse(readFileSync(join(installation, "package.json"), "utf8")) as { name: string }).name;
}

/** The TypeScript that the package's entry is built from, so that a kernel run from source does not use an old build. */
function findOwnSource(installation: string): string {
  const { exports } = JSON.parse(readFileSync(join(installation, "package.json"), "utf8")) as {
    exports: { ".": { default: string } };
  };
  const source = exports["."].default.replace("./dist/", "").replace(/\.js$/, ".ts");
  return pathToFileURL(join(installation, source)).href;
}

/** A hash over the age and size of a file and of all that it imports by relative paths. */
function hashWithImports(entry: string): string {
  const hash = createHash("sha256");
  const visited = new Set<string>();
  const queue = [entry];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    if (visited.has(path) || !existsSync(path)) continue;
    visited.add(path);
    const { mtimeMs, size } = statSync(path);
    hash.update(`${path}\0${mtimeMs}\0${size}\0`);
    if (!path.endsWith(".json")) queue.push(...findRelativeImports(path));
  }
  return hash.digest("hex").slice(0, 16);
}

function findRelativeImports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const { module } = parseSync(path, text);
  const requests = [
    ...module.staticImports.map((entry) => entry.moduleRequest.value),
    ...[...text.matchAll(/\brequire\(\s*["'](\.{1,2}\/[^"'\n]+)["']\s*\)/g)].map((match) => match[1]!),
    ...module.staticExports.flatMap((entry) => entry.entries.map((part) => part.moduleRequest?.value ?? "")),
  ];
  return requests
    .filter((specifier) => /^\.{1,2}\//.test(specifier))
    .flatMap((specifier) => [specifier, ...spellOtherwise(specifier)])
    .map((specifier) => join(dirname(path), specifier))
    .filter((candidate) => VERSIONED.test(candidate));
}
