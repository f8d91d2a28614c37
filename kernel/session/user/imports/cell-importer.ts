import * as nodeModule from "node:module";
import { dirname } from "node:path";
import { pathToFileURL } from "node:url";
import type { CellImport } from "../../../cell/rewriting/rewrite.ts";
import type { Start } from "../../protocol/messages.ts";
import type { Namespace } from "../run/namespace.ts";
import { findInstallCommand, readForeignSpecifier } from "./foreign-specifier.ts";
import { IMPORTER_URL, importModule } from "./import-module.ts";
import type { createSyncHooks } from "./loader-hooks.ts";
import type { FinderOptions } from "./module-finder.ts";
import { RequireCache } from "./require-cache.ts";

/** Node's synchronous loader hooks, there from 22.15. */
type RegisterHooks = (hooks: ReturnType<typeof createSyncHooks>) => void;

/** Imports modules as the notebook's file would, and binds their exports to names. */
export class CellImporter {
  /** `import.meta` of cells. */
  readonly meta: {
    readonly url: string;
    readonly filename: string;
    readonly dirname: string;
    readonly resolve: (specifier: string) => string;
  };
  readonly #options: FinderOptions;
  readonly #required = new RequireCache();
  #hooks: Promise<void> | undefined;

  constructor(start: Start) {
    this.#options = { ...start, importerUrl: IMPORTER_URL };
    this.meta = {
      url: pathToFileURL(start.notebook).href,
      filename: start.notebook,
      dirname: dirname(start.notebook),
      resolve: (specifier) => resolveFrom(start.notebook, specifier),
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
    this.#required.refresh();
    try {
      return await importModule(String(specifier), options);
    } catch (error) {
      throw explain(error, String(specifier));
    } finally {
      this.#required.refresh();
    }
  };

  /** To be called before and after a cell's code, which may require files. */
  refreshRequired(): void {
    this.#required.refresh();
  }

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

/** `import.meta.resolve`: relative files need not be there; packages are found as `require` finds them. */
function resolveFrom(notebook: string, specifier: string): string {
  if (nodeModule.isBuiltin(specifier)) return specifier.startsWith("node:") ? specifier : `node:${specifier}`;
  if (/^(\.{0,2}\/|[a-z][a-z\d+.-]+:\/)/i.test(specifier))
    return new URL(specifier, pathToFileURL(notebook)).href;
  const name = readForeignSpecifier(specifier)?.specifier ?? specifier;
  return pathToFileURL(nodeModule.createRequire(notebook).resolve(name)).href;
}

/** Says what to do about an import that found no package. */
function explain(error: unknown, specifier: string): unknown {
  const { code, message } = (error ?? {}) as NodeJS.ErrnoException;
  if (code === "ERR_UNSUPPORTED_ESM_URL_SCHEME" && /^https?:/.test(specifier)) {
    return new Error(
      `${specifier}: modules can't be imported from the network: install the package with npm`,
    );
  }
  const command = findInstallCommand(specifier);
  // A package that is there but lacks something for itself is another fault.
  const isMissing = code === "ERR_MODULE_NOT_FOUND" && /^Cannot find package /.test(message ?? "");
  if (!command || !isMissing) return error;
  return new Error(`${message}. To install it beside the notebook: ${command}`);
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
