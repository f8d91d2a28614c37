import * as nodeModule from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { CellImport } from "../../cell/rewrite.ts";
import type { Start } from "../messages.ts";
import { IMPORTER_URL, importModule } from "./import-module.ts";
import type { createSyncHooks } from "./loader-hooks.ts";
import type { FinderOptions } from "./module-finder.ts";
import type { Namespace } from "./namespace.ts";

/** Node's synchronous loader hooks, there from 22.15. */
type RegisterHooks = (hooks: ReturnType<typeof createSyncHooks>) => void;

/** Imports modules as the notebook's file would, and binds their exports to names. */
export class CellImporter {
  /** `import.meta` of cells. */
  readonly meta: { readonly url: string; readonly filename: string; readonly dirname: string };
  readonly #options: FinderOptions;
  #hooks: Promise<void> | undefined;

  constructor(start: Start) {
    this.#options = { ...start, importerUrl: IMPORTER_URL };
    this.meta = {
      url: pathToFileURL(start.notebook).href,
      filename: start.notebook,
      dirname: dirname(start.notebook),
    };
  }

  /** `import()` of cells. */
  readonly import = async (
    specifier: unknown,
    options?: ImportCallOptions,
  ): Promise<Record<string, unknown>> => {
    // Not before the first import: the hooks load a parser and, on Node 20, a thread.
    this.#hooks ??= this.#install();
    await this.#hooks;
    return importModule(String(specifier), options);
  };

  /** Does what an import statement says. */
  async bind({ specifier, attributes, bindings }: CellImport, namespace: Namespace): Promise<void> {
    const hasAttributes = Object.keys(attributes).length > 0;
    const module = await this.import(specifier, hasAttributes ? { with: attributes } : undefined);
    for (const { imported, local, isUsed } of bindings) {
      const read = findExport(module, imported);
      const fail = (): never => {
        throw new SyntaxError(
          `"${specifier}" has no export named "${imported}". If it is a type, write: import { type ${imported} } from "${specifier}"`,
        );
      };
      // TypeScript lets types be imported as values are. A name that the cell does not use may be one, and fails later.
      if (!read && isUsed) fail();
      namespace.bind(local, read ?? fail);
    }
  }

  async #install(): Promise<void> {
    const { registerHooks } = nodeModule as { registerHooks?: RegisterHooks };
    if (registerHooks) {
      const { createSyncHooks } = await import("./loader-hooks.ts");
      registerHooks(createSyncHooks(this.#options));
    } else {
      const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
      nodeModule.register(`./loader-hooks.${extension}`, import.meta.url, { data: this.#options });
    }
  }
}

function findExport(module: Record<string, unknown>, name: string): (() => unknown) | undefined {
  if (name === "*") return () => module;
  if (name in module) return () => module[name];
  // CommonJS: Node finds only the names that its lexer sees; the rest are on the default export.
  const whole = module.default as Record<string, unknown> | null | undefined;
  if ((typeof whole === "object" || typeof whole === "function") && whole !== null && name in whole) {
    return () => whole[name];
  }
  return undefined;
}
