import { statSync } from "node:fs";
import { createRequire } from "node:module";
import { sep } from "node:path";

const { cache } = createRequire(import.meta.url);
const IN_PACKAGE = `${sep}node_modules${sep}`;

/** Forgets CommonJS modules and JSON files that changed since they were required, so that they load anew. */
export class RequireCache {
  readonly #versions = new Map<string, string>();

  /**
   * Looks at the files of all modules loaded so far, those of packages left out, and forgets the changed ones and all
   * that required them. To be called after code that may have required as well, so that what it loaded is known.
   */
  refresh(): void {
    forgetHalfLoaded();
    const changed = new Set<string>();
    for (const path of Object.keys(cache)) {
      if (path.includes(IN_PACKAGE)) continue;
      const version = readVersion(path);
      const known = this.#versions.get(path);
      this.#versions.set(path, version);
      if (known !== undefined && known !== version) changed.add(path);
    }
    if (changed.size === 0) return;
    for (const path of Object.keys(cache)) {
      if (!path.includes(IN_PACKAGE) && reaches(cache[path]!, changed, new Set())) {
        delete cache[path];
        this.#versions.delete(path);
      }
    }
  }
}

/** Modules load in one go, so one that is half loaded now was cut short by an interrupt: Node would keep it so. */
function forgetHalfLoaded(): void {
  for (const [path, module] of Object.entries(cache)) if (module?.loaded === false) delete cache[path];
}

function reaches(module: NodeJS.Module, changed: ReadonlySet<string>, seen: Set<NodeJS.Module>): boolean {
  if (seen.has(module)) return false;
  seen.add(module);
  return changed.has(module.filename) || module.children.some((child) => reaches(child, changed, seen));
}

/** Age and size of a file; one that is gone differs from any that is there. */
function readVersion(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.mtimeMs} ${stats.size}` : "gone";
}
