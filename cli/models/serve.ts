import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { allFiles } from "../../lib/models/imagenet/import-files.ts";
import { PUBLISHED_FILES } from "../../lib/models/imagenet/published-files.ts";
import { formatBytes } from "../terminal/format-bytes.ts";
import type { ModelsSettings } from "./command.ts";
import { createFileShare } from "./file-share.ts";

/** `transferlab models serve`: until Ctrl-C, which is how it is meant to end. */
export async function serve(
  { host, port }: { readonly host: string; readonly port: number },
  { files = PUBLISHED_FILES }: ModelsSettings,
): Promise<number> {
  const { server, find } = createFileShare(files, {
    onAnswer: ({ address, method, path, status }) => say(`${address}  ${method} ${path}  ${status}`),
  });
  const stopped = new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  say("Checking the files that are here ...");
  let count = 0;
  for (const file of allFiles(files)) {
    const path = await find(file);
    if (path === undefined) continue;
    count += 1;
    say(`  ${file.name}  ${formatBytes(file.sizeBytes)}`);
  }
  if (count === 0)
    say("  none yet: transferlab models download --all (they are served as soon as they are here)");
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  });
  say("Set this where the notebooks run, in a POSIX shell or in PowerShell:");
  for (const address of addressesOf(server.address() as AddressInfo)) {
    say(`  export TRANSFERLAB_MIRROR=${address}`);
    say(`  $env:TRANSFERLAB_MIRROR = "${address}"`);
  }
  if (isLoopback(host)) say("Only this computer can reach it; --host 0.0.0.0 opens it to the network.");
  say("Ctrl-C ends it.");
  await stopped;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return EXIT_CODES.ok;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Those by which other computers reach a server that listens everywhere; else the one that it listens at. */
function addressesOf({ address, port, family }: AddressInfo): string[] {
  const isEverywhere = address === "0.0.0.0" || address === "::";
  const hosts = isEverywhere
    ? Object.values(networkInterfaces())
        .flatMap((one) => one ?? [])
        .filter((one) => one.family === "IPv4" && !one.internal)
        .map((one) => one.address)
    : [family === "IPv6" ? `[${address}]` : address];
  return (hosts.length === 0 ? ["127.0.0.1"] : hosts).map((host) => `http://${host}:${port}/`);
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
