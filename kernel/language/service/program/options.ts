import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, posix } from "node:path";
import ts from "typescript";

/** How strict a project is: the options of its tsconfig.json that also hold in cells. */
const KEPT_OPTIONS = [
  "allowUnreachableCode",
  "alwaysStrict",
  "exactOptionalPropertyTypes",
  "noFallthroughCasesInSwitch",
  "noImplicitOverride",
  "noImplicitThis",
  "noPropertyAccessFromIndexSignature",
  "noUncheckedIndexedAccess",
  "strict",
  "strictBindCallApply",
  "strictBuiltinIteratorReturn",
  "strictFunctionTypes",
  "strictNullChecks",
  "strictPropertyInitialization",
  "useUnknownInCatchVariables",
] as const;

/** How cells are checked. */
export interface CheckOptions {
  readonly compiler: ts.CompilerOptions;
  /** Whether what has no type and none that can be inferred is an error. */
  readonly reportsImplicitAny: boolean;
  /** Changes when a file does that the options were read from. */
  readonly signature: string;
}

/**
 * Reads the options for the cells of a folder.
 *
 * The nearest tsconfig.json tells how strict they are, when its `include` takes in the folder. Otherwise they are
 * strict, but may leave parameters without a type.
 */
export function readOptions(folder: string, installation: string): CheckOptions {
  const path = ts.findConfigFile(folder, existsSync);
  const sources = new Set<string>();
  const project = path === undefined ? undefined : readProject(path, folder, sources);
  const kept: ts.CompilerOptions = {};
  for (const name of KEPT_OPTIONS) {
    if (project?.[name] !== undefined) kept[name] = project[name];
  }
  const compiler: ts.CompilerOptions = {
    strict: true,
    ...kept,
    // Without it an empty array would be one of `never`; what it reports is dropped unless the project asks for it.
    noImplicitAny: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    // No DOM: cells run in Node, whose types declare what it shares with browsers.
    lib: ["lib.esnext.d.ts"],
    types: ["node"],
    typeRoots: findTypeRoots(folder, installation),
    jsx: ts.JsxEmit.Preserve,
    allowJs: true,
    checkJs: false,
    maxNodeModuleJsDepth: 0,
    resolveJsonModule: true,
    allowImportingTsExtensions: true,
    allowArbitraryExtensions: false,
    skipLibCheck: true,
    noEmit: true,
  };
  const reportsImplicitAny = project !== undefined && (project.noImplicitAny ?? project.strict ?? false);
  return { compiler, reportsImplicitAny, signature: signConfig(folder, sources) };
}

/** Tells whether the files have changed that the options of a folder were read from, or others came to be nearer. */
export function haveOptionsChanged(folder: string, { signature }: CheckOptions): boolean {
  const sources = signature
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t")[0]!);
  return signConfig(folder, new Set(sources)) !== signature;
}

function readProject(path: string, folder: string, sources: Set<string>): ts.CompilerOptions | undefined {
  const readFile = (name: string): string | undefined => {
    sources.add(name);
    return ts.sys.readFile(name);
  };
  const { config } = ts.readConfigFile(path, readFile);
  const cell = posix.join(folder, "cell.ts");
  // Of all files it is asked for this one only. Faults in the file are the project's own.
  const host: ts.ParseConfigHost = {
    useCaseSensitiveFileNames: ts.sys.useCaseSensitiveFileNames,
    fileExists: ts.sys.fileExists,
    readFile,
    readDirectory: (root, _extensions, excludes, includes) => {
      const matches = (patterns: readonly string[] = []) =>
        patterns.some((pattern) => matchesPattern(cell, root, pattern));
      return matches(includes) && !matches(excludes) ? [cell] : [];
    },
  };
  const { options, fileNames } = ts.parseJsonConfigFileContent(config ?? {}, host, dirname(path));
  return fileNames.includes(cell) ? options : undefined;
}

/** Whether a pattern of `include` or `exclude` takes in a file: a pattern that names a folder takes in all below it. */
function matchesPattern(file: string, root: string, pattern: string): boolean {
  const full = /^(\/|[A-Za-z]:)/.test(pattern) ? pattern : posix.join(root.replaceAll("\\", "/"), pattern);
  const regex = full
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replace(/\/\*\*(?=\/|$)/g, "\0")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]")
    .replaceAll("\0", "(/[^/]+)*");
  return new RegExp(`^${regex}(/.*)?$`).test(file);
}

function signConfig(folder: string, sources: ReadonlySet<string>): string {
  const nearest = ts.findConfigFile(folder, existsSync) ?? "";
  const ages = [...sources].map(
    (path) => `${path}\t${statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0}`,
  );
  return [nearest, ...ages].join("\n");
}

/** Folders of `@types` from the notebook upwards, then the one this package has its own from. */
function findTypeRoots(folder: string, installation: string): string[] {
  const roots: string[] = [];
  for (let at = folder; ; at = dirname(at)) {
    const root = join(at, "node_modules", "@types");
    if (existsSync(root)) roots.push(root);
    if (at === dirname(at)) break;
  }
  try {
    const own = createRequire(join(installation, "package.json")).resolve("@types/node/package.json");
    roots.push(dirname(dirname(own)));
  } catch {
    // Without any types of Node the cells' own folder may still have them.
  }
  return roots;
}
