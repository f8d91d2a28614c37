import { readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import type { ServiceOptions } from "../../messages.ts";
import { MergedLibraries } from "./merged-libraries.ts";
import { type CheckOptions, haveOptionsChanged, readOptions } from "./options.ts";
import { createModuleResolver, type ModuleResolver } from "./resolve.ts";

interface VirtualFile {
  readonly version: string;
  readonly snapshot: ts.IScriptSnapshot;
}

interface DiskFile extends VirtualFile {
  readonly mtimeMs: number;
}

/**
 * The files that the language service sees: cells, which are on no disk, and real ones.
 *
 * Answers about the disk are kept, since every check asks for hundreds of them. Files outside node_modules are looked at
 * again by {@link refresh}; packages only by {@link forgetMissing}.
 */
export class VirtualHost implements ts.LanguageServiceHost {
  readonly folder: string;
  readonly #service: ServiceOptions;
  readonly #virtual = new Map<string, VirtualFile>();
  readonly #disk = new Map<string, DiskFile>();
  readonly #roots: string[] = [];
  #lookups = new DiskLookups(() => this.#virtual);
  #options: CheckOptions;
  readonly #merged: MergedLibraries;
  #resolver: ModuleResolver;
  #version = 0;
  #hasForgotten = false;

  constructor(service: ServiceOptions) {
    this.#service = service;
    this.folder = toSlashes(dirname(service.notebook));
    this.#options = readOptions(this.folder, service.installation);
    this.#merged = new MergedLibraries(this.#options.compiler);
    this.#resolver = createModuleResolver(service, this.#options.compiler, this);
  }

  /** Names of the packages that this installation has for cells. */
  get packages(): readonly string[] {
    return readPackages(this.#service.installation);
  }

  get options(): CheckOptions {
    return this.#options;
  }

  /** Where a file beside the notebook would be. */
  pathOf(name: string): string {
    return this.folder.endsWith("/") ? this.folder + name : `${this.folder}/${name}`;
  }

  /** Sets the text of a file that is on no disk; it becomes part of the program. */
  setFile(path: string, text: string): void {
    const before = this.#virtual.get(path)?.snapshot;
    if (before?.getLength() === text.length && before.getText(0, text.length) === text) return;
    if (!before) this.#roots.push(path);
    this.#version++;
    this.#virtual.set(path, {
      version: String(this.#version),
      snapshot: ts.ScriptSnapshot.fromString(text),
    });
  }

  /** Looks whether files that cells import by path, or the options, have changed. */
  refresh(): void {
    if (haveOptionsChanged(this.folder, this.#options)) {
      this.#options = readOptions(this.folder, this.#service.installation);
      this.forgetMissing();
    }
    for (const [path, { mtimeMs }] of this.#disk) {
      if (path.includes("/node_modules/")) continue;
      if ((statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) === mtimeMs) continue;
      this.#disk.delete(path);
      this.forgetMissing();
    }
    this.#hasForgotten = false;
  }

  /** Forgets which files and packages are not there. */
  forgetMissing(): void {
    this.#lookups = new DiskLookups(() => this.#virtual);
    this.#resolver = createModuleResolver(this.#service, this.#options.compiler, this);
    this.#hasForgotten = true;
    this.#version++;
  }

  // TypeScript calls it without its object.
  readonly hasInvalidatedResolutions = (): boolean => this.#hasForgotten;

  getProjectVersion(): string {
    return String(this.#version);
  }

  getCompilationSettings(): ts.CompilerOptions {
    return this.#options.compiler;
  }

  getScriptFileNames(): string[] {
    return this.#roots;
  }

  getScriptVersion(path: string): string {
    return this.#find(path)?.version ?? "0";
  }

  getScriptSnapshot(path: string): ts.IScriptSnapshot | undefined {
    return this.#find(path)?.snapshot;
  }

  getCurrentDirectory(): string {
    return this.folder;
  }

  getDefaultLibFileName(options: ts.CompilerOptions): string {
    return ts.getDefaultLibFilePath(options);
  }

  getModuleResolutionCache(): ts.ModuleResolutionCache {
    return this.#resolver.cache;
  }

  resolveModuleNameLiterals(
    literals: readonly ts.StringLiteralLike[],
    containingFile: string,
    _redirected: ts.ResolvedProjectReference | undefined,
    options: ts.CompilerOptions,
    sourceFile: ts.SourceFile,
  ): readonly ts.ResolvedModuleWithFailedLookupLocations[] {
    return literals.map((literal) =>
      this.#resolver.resolve(
        literal.text,
        containingFile,
        ts.getModeForUsageLocation(sourceFile, literal, options),
      ),
    );
  }

  readonly fileExists = (path: string): boolean => this.#lookups.fileExists(path);
  readonly readFile = (path: string): string | undefined => this.#lookups.readFile(path);
  readonly directoryExists = (path: string): boolean => this.#lookups.directoryExists(path);
  readonly realpath = (path: string): string => this.#lookups.realpath(path);
  readonly readDirectory: NonNullable<ts.LanguageServiceHost["readDirectory"]> = (...args) =>
    ts.sys.readDirectory(...args);
  readonly getDirectories = (path: string): string[] => ts.sys.getDirectories(path);
  readonly useCaseSensitiveFileNames = (): boolean => ts.sys.useCaseSensitiveFileNames;

  #find(path: string): VirtualFile | undefined {
    const known = this.#virtual.get(path) ?? this.#disk.get(path);
    if (known) return known;
    const text = this.#merged.find(path) ?? ts.sys.readFile(path);
    if (text === undefined) return;
    const mtimeMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    const file = { version: String(mtimeMs), mtimeMs, snapshot: ts.ScriptSnapshot.fromString(text) };
    this.#disk.set(path, file);
    return file;
  }
}

/** What was asked of the disk, and its answers. */
class DiskLookups {
  readonly fileExists: (path: string) => boolean;
  readonly readFile = keep((path: string) => ts.sys.readFile(path));
  readonly directoryExists = keep((path: string) => ts.sys.directoryExists(path));
  readonly realpath = keep((path: string) => ts.sys.realpath?.(path) ?? path);

  constructor(virtual: () => ReadonlyMap<string, unknown>) {
    const isOnDisk = keep((path: string) => ts.sys.fileExists(path));
    this.fileExists = (path) => virtual().has(path) || isOnDisk(path);
  }
}

function keep<T>(ask: (path: string) => T): (path: string) => T {
  const answers = new Map<string, T>();
  return (path) => {
    const known = answers.get(path);
    if (known !== undefined || answers.has(path)) return known as T;
    const answer = ask(path);
    answers.set(path, answer);
    return answer;
  };
}

function readPackages(installation: string): string[] {
  const { name, dependencies = {} } = JSON.parse(
    readFileSync(join(installation, "package.json"), "utf8"),
  ) as {
    name: string;
    dependencies?: Record<string, string>;
  };
  return [name, ...Object.keys(dependencies)];
}

/** TypeScript's paths have forward slashes on every platform. */
function toSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}
