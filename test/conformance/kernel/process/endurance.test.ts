import { describe, expect, it } from "vitest";
import { canFindProcesses, readMemory } from "../client/marked-processes.ts";
import { shareKernel } from "../client/shared-kernel.ts";

const CELLS = 1000;
const MEGABYTE = 1024 * 1024;

describe("1,000 cells", () => {
  const shared = shareKernel();

  it("run as fast at the end as at the start, and memory stays", async () => {
    const { client, kernel } = shared;
    const timesMs: number[] = [];
    const memory: number[] = [];
    for (let cell = 1; cell <= CELLS; cell++) {
      const start = performance.now();
      const { reply } = await client.run(
        `const value${cell % 50} = ${cell}; let text = "cell ${cell}"; console.log(text); value${cell % 50} + 1`,
      );
      timesMs.push(performance.now() - start);
      expect(reply.content.status, JSON.stringify(reply.content)).toBe("ok");
      if (cell % 100 === 0) memory.push(readMemory(kernel.findProcesses()).pssBytes / MEGABYTE);
    }
    const median = (from: number, to: number) =>
      timesMs.slice(from, to).toSorted((a, b) => a - b)[Math.floor((to - from) / 2)]!;
    const early = median(100, 300);
    const late = median(CELLS - 200, CELLS);
    // Generous for a machine with other work; growth with the number of cells would be many times this.
    expect(late, `medians ${early.toFixed(1)} ms, then ${late.toFixed(1)} ms`).toBeLessThan(
      Math.max(1.75 * early, early + 15),
    );
    if (!canFindProcesses) return;
    const [settled, last] = [memory[2]!, memory.at(-1)!];
    expect(last, `PSS in MB at every 100 cells: ${memory.map(Math.round).join(" ")}`).toBeLessThan(
      settled + 80,
    );
  }, 300_000);
});
