import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ProbeOutcome } from "../facts/facts.ts";

const PROBE_MS = 60_000;

/**
 * Runs a probe in a process of its own.
 *
 * @param entry - what Node runs, for tests; by default the probes of this package.
 */
export async function runProbe<Value>(
  name: string,
  entry: readonly string[] = probeEntry(),
): Promise<ProbeOutcome<Value>> {
  return await new Promise((resolve) => {
    execFile(
      process.execPath,
      [...entry, name],
      { timeout: PROBE_MS, windowsHide: true, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const line = stdout.split(/\r?\n/).findLast((text) => text.startsWith("PROBE "));
        if (!error && line !== undefined) {
          resolve({ works: true, value: JSON.parse(line.slice("PROBE ".length)) as Value });
        } else resolve({ works: false, reason: describeEnd(error, stderr) });
      },
    );
  });
}

/** Finds how to start the probes with the Node that runs this. */
function probeEntry(): string[] {
  const fromSource = import.meta.url.endsWith(".ts");
  const entry = fileURLToPath(new URL(`./main.${fromSource ? "ts" : "js"}`, import.meta.url));
  const loader = fromSource
    ? ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href]
    : [];
  return [...loader, entry];
}

function describeEnd(
  error: (Error & { signal?: NodeJS.Signals | null; killed?: boolean }) | null,
  stderr: string,
) {
  if (error?.killed) return `no answer within ${PROBE_MS / 1000} s`;
  if (error?.signal) return `its process was ended by ${error.signal}`;
  const lines = stderr.split(/\r?\n/);
  const thrown = lines.find((line) => /^(\w*Error\b.*?|[\w ]*Error: .*)$/.test(line.trim()));
  return (
    thrown?.trim() ??
    lines.find((line) => line.trim() !== "")?.trim() ??
    error?.message ??
    "it gave no answer"
  );
}
