import {
  isIdle,
  type KernelClient,
  type Received,
} from "../../test/conformance/kernel/client/kernel-client.ts";
import { KernelProcess } from "../../test/conformance/kernel/client/kernel-process.ts";
import { readMemory } from "../../test/conformance/kernel/client/marked-processes.ts";
import type { Header } from "../../test/conformance/kernel/client/wire-format.ts";
import { INTERRUPT_PLACES, type Snippets, snippetsOf } from "./snippets.ts";
import type { Subject } from "./subjects.ts";

/** What was measured once, by row of the table; times in ms, memory in MB, text where there is no number. */
export type Figures = Record<string, number | string>;

const LINES = 10_000;
const CELLS = 200;
const SPIN_MS = 2500;
const NEVER_MS = 3000;
/** How long lines that come after idle are waited for. */
const AFTER_IDLE_MS = 2000;
const MEGABYTE = 1024 * 1024;
const pause = (ms: number) => new Promise((next) => setTimeout(next, ms));

/** Starts a kernel and measures everything that one process can show; what fails leaves the figures before it. */
export async function measureKernel(subject: Subject, figures: Figures): Promise<void> {
  const snippets = snippetsOf(subject);
  await using kernel = await KernelProcess.start({ command: subject.command, env: subject.env ?? {} });
  const client = kernel.open();
  await client.replyTo(client.send("shell", "kernel_info_request", {}), 60_000);
  figures["start to kernel_info_reply, ms"] = performance.now() - kernel.startedAt;
  const asked = performance.now();
  await client.run(snippets.firstCell, {}, 60_000);
  figures["start to first cell done, ms"] = performance.now() - kernel.startedAt;
  figures["wait for the first cell, ms"] = performance.now() - asked;
  await client.ask("shell", "complete_request", { code: "x.", cursor_pos: 2 }).catch(() => undefined);
  await pause(1500);
  const { rssBytes, pssBytes } = readMemory(kernel.findProcesses());
  if (pssBytes > 0) {
    figures["memory at idle, PSS, MB"] = pssBytes / MEGABYTE;
    figures["memory at idle, RSS, MB"] = rssBytes / MEGABYTE;
  }
  await measureCells(client, snippets, figures);
  await measureLines(client, snippets, figures);
  const idle = await timeCompletions(client, snippets);
  figures["completion, warm, ms"] = idle;
  figures["inspection, warm, ms"] = await timeEach(client, snippets.inspections, (code) => [
    "inspect_request",
    { code, cursor_pos: code.length, detail_level: 0 },
  ]);
  await measureBusy(client, snippets, figures);
}

/** Interrupts endless work in each place, in a fresh kernel after a place in which it could not be stopped. */
export async function measureInterrupts(subject: Subject, figures: Figures): Promise<void> {
  const { endless, firstCell } = snippetsOf(subject);
  let kernel: KernelProcess | undefined;
  let client: KernelClient | undefined;
  try {
    for (const place of INTERRUPT_PLACES) {
      const row = `interrupt: ${place}, ms`;
      const code = endless[place];
      if (code === undefined) {
        figures[row] = "-";
        continue;
      }
      if (!client) {
        kernel = await KernelProcess.start({ command: subject.command, env: subject.env ?? {} });
        client = await kernel.connect();
        await client.run(firstCell, {}, 60_000);
      }
      const request = client.execute(code);
      await pause(600);
      if (client.publishedFor(request).some(isIdle)) {
        figures[row] = "can't run it";
        continue;
      }
      const start = performance.now();
      if (subject.interruptedBy === "message") client.send("control", "interrupt_request", {});
      else kernel?.signalGroup("SIGINT");
      const isStopped = await client.idleOf(request, NEVER_MS).then(
        () => true,
        () => false,
      );
      const tookMs = performance.now() - start;
      const isKept =
        isStopped &&
        (await client.run("first", {}, NEVER_MS).then(
          ({ reply }) => reply.content.status === "ok",
          () => false,
        ));
      const failure = isStopped
        ? "stops, but the next cell fails"
        : kernel?.hasExited
          ? "the kernel ends"
          : `not in ${NEVER_MS / 1000} s`;
      figures[row] = isKept ? tookMs : failure;
      if (isKept) continue;
      await kernel?.dispose();
      client = undefined;
    }
  } finally {
    await kernel?.dispose();
  }
}

/** Runs many cells: whether the last take longer than the first, and what memory they leave. */
export async function measureDrift(subject: Subject, cells: number, figures: Figures): Promise<void> {
  const { cell } = snippetsOf(subject);
  await using kernel = await KernelProcess.start({ command: subject.command, env: subject.env ?? {} });
  const client = await kernel.connect();
  const timesMs: number[] = [];
  let settledBytes = 0;
  for (let number = 0; number < cells; number++) {
    const start = performance.now();
    await idleOrNothing(client, client.execute(cell(number)));
    timesMs.push(performance.now() - start);
    if (number === 200) settledBytes = readMemory(kernel.findProcesses()).pssBytes;
  }
  const grownBytes = readMemory(kernel.findProcesses()).pssBytes - settledBytes;
  figures[`${cells} cells: median of cells 100 to 300, ms`] = quantile(timesMs.slice(100, 300), 0.5);
  figures[`${cells} cells: median of the last 200, ms`] = quantile(timesMs.slice(-200), 0.5);
  figures[`${cells} cells: memory grown since cell 200, MB`] = grownBytes / MEGABYTE;
}

async function measureCells(client: KernelClient, { cell }: Snippets, figures: Figures): Promise<void> {
  const timesMs: number[] = [];
  let lost = 0;
  for (let number = 0; number < CELLS; number++) {
    const start = performance.now();
    const idle = await idleOrNothing(client, client.execute(cell(number)));
    if (idle) timesMs.push(performance.now() - start);
    else lost++;
  }
  figures[`${CELLS} cells to idle, median, ms`] = quantile(timesMs, 0.5);
  figures[`${CELLS} cells to idle, 95 %, ms`] = quantile(timesMs, 0.95);
  figures[`${CELLS} cells whose idle status never came`] = lost;
}

async function measureLines(client: KernelClient, { lines }: Snippets, figures: Figures): Promise<void> {
  const start = performance.now();
  const request = client.execute(lines(LINES));
  const idle = await idleOrNothing(client, request, 10_000);
  figures[`${LINES} lines: to idle, ms`] = idle ? performance.now() - start : "never";
  await pause(AFTER_IDLE_MS);
  const streams = client.publishedFor(request).filter(({ type }) => type === "stream");
  const textOf = (messages: typeof streams) => messages.map(({ content }) => content.text as string).join("");
  const numbers = textOf(streams)
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  const countLines = (text: string) => text.split("\n").length - 1;
  const end = idle?.index ?? Number.POSITIVE_INFINITY;
  figures[`${LINES} lines: before idle`] = countLines(textOf(streams.filter(({ index }) => index < end)));
  figures[`${LINES} lines: after idle`] = countLines(textOf(streams.filter(({ index }) => index > end)));
  figures[`${LINES} lines: in order`] = numbers.every((n, at) => at === 0 || n > numbers[at - 1]!)
    ? "yes"
    : "no";
}

/** Some kernels lose messages; that is a figure, not the end of the measuring. */
function idleOrNothing(
  client: KernelClient,
  request: Header,
  timeoutMs = NEVER_MS,
): Promise<Received | undefined> {
  return client.idleOf(request, timeoutMs).catch(() => undefined);
}

async function measureBusy(client: KernelClient, snippets: Snippets, figures: Figures): Promise<void> {
  const during = async (ask: () => Promise<number | undefined>): Promise<number | string> => {
    const spinning = client.execute(snippets.spin(SPIN_MS));
    await pause(300);
    const tookMs = await ask().catch(() => undefined);
    const isOver = client.publishedFor(spinning).some(isIdle);
    await client.idleOf(spinning).catch(() => undefined);
    return tookMs === undefined || isOver ? "not before its end" : tookMs;
  };
  figures["busy loop: heartbeat, ms"] = await during(() => client.beat(SPIN_MS));
  figures["busy loop: kernel_info on control, ms"] = await during(async () => {
    const start = performance.now();
    await client.replyTo(client.send("control", "kernel_info_request", {}), SPIN_MS);
    return performance.now() - start;
  });
  figures["busy loop: completion, ms"] = await during(() => timeCompletions(client, snippets, SPIN_MS));
}

function timeCompletions(
  client: KernelClient,
  { completions }: Snippets,
  timeoutMs?: number,
): Promise<number> {
  return timeEach(
    client,
    completions,
    (code) => ["complete_request", { code, cursor_pos: code.length }],
    timeoutMs,
  );
}

/** The median time to the reply, asked one after the other; the first goes before, to warm up. */
async function timeEach(
  client: KernelClient,
  codes: readonly string[],
  make: (code: string) => readonly [type: string, content: object],
  timeoutMs = 20_000,
): Promise<number> {
  const timesMs: number[] = [];
  for (const code of [codes[0]!, ...codes]) {
    const [type, content] = make(code);
    const start = performance.now();
    await client.replyTo(client.send("shell", type, content), timeoutMs);
    timesMs.push(performance.now() - start);
  }
  return quantile(timesMs.slice(1), 0.5);
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}
