import { readFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import ts from "typescript";
import { readForeignSpecifier } from "../../../session/user/imports/foreign-specifier.ts";
import type { ServiceOptions } from "../../messages.ts";

/** Finds the file that has the types of a module. */
export interface ModuleResolver {
  resolve(
    specifier: string,
    containingFile: string,
    mode: ts.ResolutionMode,
  ): ts.ResolvedModuleWithFailedLookupLocations;
  /** What was found, with the package.json files that were read. */
  readonly cache: ts.ModuleResolutionCache;
}

/**
 * Makes a resolver that looks where the run time does: from the importing file, in NODE_PATH, in this installation.
 *
 * @param host - its answers are kept by whoever gives it; a new resolver forgets what was found.
 */
export function createModuleResolver(
  { installation, fromSource }: ServiceOptions,
  compiler: ts.CompilerOptions,
  host: ts.ModuleResolutionHost,
): ModuleResolver {
  const { name: ownName, exports } = JSON.parse(readFileSync(join(installation, "package.json"), "utf8")) as {
    name: string;
    exports: { ".": { default: string } };
  };
  const ownSource = join(installation, exports["."].default.replace("./dist/", "").replace(/\.js$/, ".ts"));
  const cache = ts.createModuleResolutionCache(installation, (name) => name, compiler);
  const resolveFrom = (specifier: string, file: string, mode: ts.ResolutionMode) =>
    ts.resolveModuleName(specifier, file, compiler, host, cache, undefined, mode);
  const resolve: ModuleResolver["resolve"] = (written, containingFile, mode) => {
    const specifier = readForeignSpecifier(written)?.specifier ?? written;
    if (fromSource && specifier === ownName) {
      return {
        resolvedModule: {
          resolvedFileName: ownSource,
          extension: ts.Extension.Ts,
          isExternalLibraryImport: false,
        },
      } as ts.ResolvedModuleWithFailedLookupLocations;
    }
    const found = resolveFrom(specifier, containingFile, mode);
    const isBare = !/^(\.{0,2}[\\/]|\.{1,2}$|[A-Za-z]:[\\/]|[a-z]+:)/.test(specifier);
    // What packages import among themselves is found from where they are.
    if (found.resolvedModule || !isBare || containingFile.includes("/node_modules/")) return found;
    for (const [tried, file] of findOtherStarts(specifier, installation)) {
      const elsewhere = resolveFrom(tried, file, mode);
      if (elsewhere.resolvedModule) return elsewhere;
    }
    return found;
  };
  return { resolve, cache };
}

/** What else to ask for, from where: NODE_PATH's folders, then the packages of this installation. */
function findOtherStarts(specifier: string, installation: string): [specifier: string, file: string][] {
  const folders = (process.env.NODE_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const starts = folders.map((folder): [string, string] =>
    basename(folder) === "node_modules"
      ? [specifier, join(dirname(folder), "package.json")]
      : [join(folder, specifier), join(folder, "package.json")],
  );
  return [...starts, [specifier, join(installation, "package.json")]];
}
