import { readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { History } from "../history/history.ts";
import { historyFolder } from "../history/history-folder.ts";
import type { Interpreter } from "../interpreter/interpreter.ts";
import { readTypePolicy } from "../interpreter/type-policy.ts";
import { Channels } from "../wire/channels.ts";
import { readConnectionFile } from "../wire/connection-file.ts";
import { Kernel } from "./kernel.ts";
import type { Log } from "./log.ts";
import { watchParent } from "./watch-parent.ts";

export interface KernelSettings {
  readonly log: Log;
  /** @defaultValue `process.env` */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Serves the front ends of a connection file until one of them, a signal or the end of the parent process ends it; ends
 * this process then.
 *
 * @throws ConnectionFileError, and zeromq's error when an address is in use.
 */
export async function runKernel(file: string, { log, env = process.env }: KernelSettings): Promise<void> {
  const connection = await readConnectionFile(file);
  let kernel: Kernel | undefined;
  const channels = await Channels.open(connection, {
    onMessage: (channel, message) => kernel?.receive(channel, message),
    onDropped: (channel, fault) => log(`a message on ${channel} was dropped: ${fault.message}`),
  });
  const history = History.open({ folder: historyFolder(env), onFault: (fault) => log(fault.message) });
  const interpreter = startInterpreter(env, (message, cell) => kernel?.sendComm(message, cell));
  const end = async (exitCode: number): Promise<void> => {
    stopWatching();
    await (await interpreter.catch(() => undefined))?.dispose();
    await (await history.catch(() => undefined))?.close().catch(() => {});
    await channels.close();
    process.exit(exitCode);
  };
  let isEnding = false;
  const endOnce = (exitCode: number): void => {
    if (!isEnding) void end(exitCode);
    isEnding = true;
  };
  kernel = new Kernel({
    version: readVersion(),
    channels,
    interpreter,
    history,
    log,
    onShutdown: () => endOnce(0),
  });
  // Consoles and gateways interrupt by signal, whatever the kernel's specification says.
  process.on("SIGINT", () => kernel?.interrupt());
  process.on("SIGTERM", () => endOnce(0));
  process.on("SIGHUP", () => endOnce(0));
  process.on("uncaughtException", (error) => {
    log(`the kernel failed: ${error.stack}`);
    endOnce(1);
  });
  const stopWatching = watchParent(env.JPY_PARENT_PID, () => endOnce(0));
}

/** Loads and starts what runs cells, after the sockets answer. */
async function startInterpreter(
  env: Readonly<Record<string, string | undefined>>,
  onComm: ConstructorParameters<typeof Interpreter>[0]["onComm"],
): Promise<Interpreter> {
  const { Interpreter } = await import("../interpreter/interpreter.ts");
  const types = readTypePolicy(env.TRANSFERLAB_TYPES);
  return new Interpreter({
    notebook: findNotebook(env),
    ...(types ? { types } : {}),
    ...(onComm ? { onComm } : {}),
  });
}

/** The notebook's path where the server tells it; a kernel is started in the notebook's folder in any case. */
function findNotebook({ JPY_SESSION_NAME: name }: Readonly<Record<string, string | undefined>>): string {
  if (name !== undefined && isAbsolute(name) && name.endsWith(".ipynb")) return name;
  return join(process.cwd(), "notebook.ipynb");
}

function readVersion(): string {
  const fromSource = import.meta.url.endsWith(".ts");
  const manifest = new URL(fromSource ? "../../package.json" : "../../../package.json", import.meta.url);
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
