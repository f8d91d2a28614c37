import { createRequire, type SourceMapPayload } from "node:module";
import type * as Swc from "@swc/wasm-typescript";
import { parseSync } from "oxc-parser";
import type * as OxcTransform from "oxc-transform";
import type * as TypeScript from "typescript";
import { type SyntaxNode, walk } from "./rewriting/walk.ts";

const require = createRequire(import.meta.url);

/** JavaScript, and where its places were in the TypeScript when they moved. */
export interface Stripped {
  readonly code: string;
  /** Absent when every line and column is where it was. */
  readonly map?: SourceMapPayload;
}

/** What JSX becomes a call of; `kernel/display/create-markup.ts` is it. */
export const JSX_FACTORY = "createMarkup";
const JSX_FRAGMENT = `${JSX_FACTORY}.Fragment`;
/** What the compiler puts ahead of code with decorators. */
export const DECORATOR_HELPERS: ReadonlySet<string> = new Set([
  "__esDecorate",
  "__runInitializers",
  "__setFunctionName",
  "__propKey",
]);

/**
 * Takes the types out of TypeScript that parses.
 *
 * Types are blanked with spaces, as Node's own type stripping does, so positions hold. What leaves code behind (enums,
 * namespaces, parameter properties, `<T>value`, JSX, decorators, `accessor`) is compiled instead, which moves positions
 * and gives a map.
 *
 * @param filename - names the source in faults.
 * @param lang - `tsx` when the source has JSX.
 * @throws SyntaxError for what no compiler accepts.
 */
export function stripTypes(source: string, filename: string, lang: "ts" | "tsx" = "ts"): Stripped {
  if (hasDecorators(source, filename, lang)) return lowerDecorators(source, filename, lang);
  if (lang === "tsx") return compile(source, filename, lang);
  try {
    // Loaded at first use (70 ms), by require because module hooks must answer synchronously.
    const { transformSync: stripSync } = require("@swc/wasm-typescript") as typeof Swc;
    return { code: stripSync(source, { mode: "strip-only", module: true, filename }).code };
  } catch {
    return compile(source, filename, lang);
  }
}

function compile(source: string, filename: string, lang: "ts" | "tsx"): Stripped {
  // Few cells need it, and it takes 22 ms to load.
  const { transformSync } = require("oxc-transform") as typeof OxcTransform;
  const compiled = transformSync(filename, source, {
    lang,
    sourceType: "module",
    sourcemap: true,
    typescript: { onlyRemoveTypeImports: true, jsxPragma: JSX_FACTORY },
    jsx: { runtime: "classic", pragma: JSX_FACTORY, pragmaFrag: JSX_FRAGMENT },
  });
  const fault = compiled.errors[0];
  if (fault) throw new SyntaxError(`${fault.message}\n${fault.codeframe ?? ""}`);
  if (!compiled.map) return { code: compiled.code };
  const { version, sources, names, mappings } = compiled.map;
  const map = { version, sources, names, mappings, sourcesContent: [], file: filename, sourceRoot: "" };
  return { code: compiled.code, map };
}

function hasDecorators(source: string, filename: string, lang: "ts" | "tsx"): boolean {
  if (!source.includes("@") && !/\baccessor\b/.test(source)) return false;
  let isFound = false;
  walk(
    parseSync(filename, source, { lang, sourceType: "module" }).program as unknown as SyntaxNode,
    (node) => {
      isFound ||= node.type === "Decorator" || node.type === "AccessorProperty";
    },
  );
  return isFound;
}

/** TypeScript itself, since no smaller compiler has the decorators of the standard; loading it takes 220 ms, once. */
function lowerDecorators(source: string, filename: string, lang: "ts" | "tsx"): Stripped {
  const typescript = require("typescript") as typeof TypeScript;
  const { outputText, sourceMapText = "" } = typescript.transpileModule(source, {
    // The ending decides whether it reads JSX.
    fileName: lang === "tsx" ? filename.replace(/\.\w+$/, ".tsx") : filename,
    compilerOptions: {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      sourceMap: true,
      verbatimModuleSyntax: true,
      jsx: typescript.JsxEmit.React,
      jsxFactory: JSX_FACTORY,
      jsxFragmentFactory: JSX_FRAGMENT,
    },
  });
  const code = outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, "");
  return { code, map: JSON.parse(sourceMapText) as SourceMapPayload };
}
