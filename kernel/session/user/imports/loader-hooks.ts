import { readFileSync } from "node:fs";
import type { InitializeHook, LoadHook, LoadHookContext, ResolveHook, ResolveHookContext } from "node:module";
import { fileURLToPath } from "node:url";
import { stripModule } from "../../../cell/strip-module.ts";
import { createModuleFinder, type FinderOptions, type ModuleFinder } from "./module-finder.ts";

/** Loader hooks in both of Node's forms: on a thread of their own (Node 20) and synchronous (from 22.15). */
const TYPESCRIPT = /\.([mc]?ts|tsx|jsx)$/;
/** What the JSX of modules calls; found beside these hooks, in TypeScript or built. */
const FACTORY_URL = new URL(
  `../../../display/create-markup.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`,
  import.meta.url,
).href;

/** What `load` answers for the modules these hooks load themselves. */
interface Loaded {
  readonly format: "module" | "commonjs";
  readonly source: string;
  readonly shortCircuit: true;
}

function loadTypeScript(url: string): Loaded | undefined {
  const address = new URL(url);
  if (address.protocol !== "file:" || !TYPESCRIPT.test(address.pathname)) return undefined;
  if (address.pathname.includes("/node_modules/")) return undefined;
  const path = fileURLToPath(address);
  const code = stripModule(readFileSync(path, "utf8"), path, FACTORY_URL);
  return { format: path.endsWith(".cts") ? "commonjs" : "module", source: code, shortCircuit: true };
}

/** TypeScript lets JSON be imported without the attribute that Node wants. */
function withJsonAttribute(url: string, context: LoadHookContext): LoadHookContext {
  const isJson = new URL(url).pathname.endsWith(".json");
  return isJson ? { ...context, importAttributes: { type: "json", ...context.importAttributes } } : context;
}

function isNotFound(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return (
    code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT"
  );
}

let threadFinder: ModuleFinder | undefined;

export const initialize: InitializeHook<FinderOptions> = (options) => {
  threadFinder = createModuleFinder(options);
};

export const resolve: ResolveHook = async (specifier, context, nextResolve) => {
  const finder = threadFinder!;
  // Node writes the parent it is given into this context.
  const asker = context.parentURL;
  let first: unknown;
  for (const { specifier: tried, parentURL } of finder.findCandidates(specifier, asker)) {
    try {
      const found = await nextResolve(tried, withParent(context, parentURL));
      return { ...found, url: finder.addVersion(found.url, specifier, asker) };
    } catch (error) {
      first ??= error;
      if (!isNotFound(error)) break;
    }
  }
  throw first;
};

export const load: LoadHook = async (url, context, nextLoad) =>
  loadTypeScript(url) ?? nextLoad(url, withJsonAttribute(url, context));

type SyncNext<Context> = (subject: string, context?: Partial<Context>) => { url: string };

/** The same hooks for `module.registerHooks`. */
export function createSyncHooks(options: FinderOptions) {
  const finder = createModuleFinder(options);
  return {
    resolve(specifier: string, context: ResolveHookContext, nextResolve: SyncNext<ResolveHookContext>) {
      const asker = context.parentURL;
      let first: unknown;
      for (const { specifier: tried, parentURL } of finder.findCandidates(specifier, asker)) {
        try {
          const found = nextResolve(tried, withParent(context, parentURL));
          return { ...found, url: finder.addVersion(found.url, specifier, asker) };
        } catch (error) {
          first ??= error;
          if (!isNotFound(error)) break;
        }
      }
      throw first;
    },
    load(url: string, context: LoadHookContext, nextLoad: SyncNext<LoadHookContext>) {
      return loadTypeScript(url) ?? nextLoad(url, withJsonAttribute(url, context));
    },
  };
}

function withParent(context: ResolveHookContext, parentURL: string | undefined): ResolveHookContext {
  return parentURL === undefined ? context : { ...context, parentURL };
}
