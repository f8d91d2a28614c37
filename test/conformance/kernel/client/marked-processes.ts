import { readdirSync, readFileSync } from "node:fs";

/** Whether processes can be found by a variable in their environment: Linux's /proc. */
export const canFindProcesses = process.platform === "linux";

/** A variable that every process started below one has, also after its parents are gone. */
export const MARK = "TRANSFERLAB_TEST_MARK";

/** Ids of living processes whose environment holds the mark. */
export function findMarkedProcesses(mark: string): number[] {
  if (!canFindProcesses) return [];
  const wanted = `${MARK}=${mark}`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(wanted)) return false;
        // A zombie has ended; whoever started it has not looked yet.
        return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "latin1"));
      } catch {
        return false;
      }
    });
}

/** Memory of processes together: resident, and with shared pages counted once (PSS). */
export function readMemory(pids: readonly number[]): { rssBytes: number; pssBytes: number } {
  let rssBytes = 0;
  let pssBytes = 0;
  for (const pid of pids) {
    try {
      const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
      rssBytes += Number(/^Rss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
      pssBytes += Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) * 1024;
    } catch {
      // Ended between being found and being read.
    }
  }
  return { rssBytes, pssBytes };
}

/** The command line of a process, for a sentence about it. */
export function readCommand(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
  } catch {
    return "ended";
  }
}
