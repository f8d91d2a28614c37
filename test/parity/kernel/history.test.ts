import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { History, type HistoryRow } from "../../../kernel/history/history.ts";
import { kerasPython, runKeras } from "../../python/keras-python.ts";

type Question =
  | readonly [method: "get_tail", { n: number | null; output?: boolean }]
  | readonly [
      method: "get_range",
      { session: number; start?: number; stop?: number | null; output?: boolean },
    ]
  | readonly [method: "search", { pattern: string; n?: number | null; unique?: boolean; output?: boolean }];

const sessions: readonly (readonly (readonly [source: string, output: string | null])[])[] = [
  [
    ["const net = 1", null],
    ["net + 1\n", "2"],
    ["for (;;)\n  break", null],
    ["net + 1", "2"],
  ],
  [["Net", null]],
  [
    ["net + 1", "3"],
    ["[1, 2].map(f)", "[ 1, 2 ]"],
    ["'😀é'", "'😀é'"],
    ["a?b:c", null],
  ],
  [
    ["net + 1", null],
    ["const net = 1", null],
    ["x = '*'", "'*'"],
    ["last", null],
    ["last", "1"],
  ],
];

const patterns = [
  "*",
  "net*",
  "*net*",
  "[nN]et*",
  "*[^t]",
  "?et",
  "*[*]*",
  "*\n*",
  "[[]*",
  "last",
  "LAST",
  "",
  "*😀?'",
];
const counts = [null, 0, 1, 2, 3, 10, 100];
const questions: readonly Question[] = [
  ...counts.flatMap((n) => [["get_tail", { n }] as const, ["get_tail", { n, output: true }] as const]),
  ...[1, 2, 3, 4, -1, -2, -3, 7, -9].flatMap((session) =>
    [1, 2, 4].flatMap((start) =>
      [null, 0, 1, 2, 3, 99].map(
        (stop) => ["get_range", { session, start, stop, output: start === 2 }] as const,
      ),
    ),
  ),
  ...[0, 4].flatMap((session) =>
    [-3, -1, 1].flatMap((start) =>
      [null, -1, -2, 4].map((stop) => ["get_range", { session, start, stop }] as const),
    ),
  ),
  ...patterns.flatMap((pattern) =>
    [null, 1, 2, 50].flatMap((n) =>
      [false, true].map((unique) => ["search", { pattern, n, unique, output: n === 2 }] as const),
    ),
  ),
];

describe.skipIf(!kerasPython)(
  `History and IPython's (${kerasPython ? "compared" : "skipped unless KERAS_PYTHON names a Python with IPython"})`,
  () => {
    it(`answer ${questions.length} questions on the same sessions alike`, async () => {
      const folder = await mkdtemp(join(tmpdir(), "transferlab-history-"));
      try {
        const request = join(folder, "request.json");
        await writeFile(request, JSON.stringify({ sessions, questions }));
        const theirs = await runKeras<{ answers: HistoryRow[][]; sessions: number }>("history.py", [request]);
        expect(theirs.sessions).toBe(sessions.length);

        const history = await keepSessions(join(folder, "history"));
        for (const [index, question] of questions.entries()) {
          const ours = await ask(history, question);
          // IPython says 0 where it means the session that asks.
          const expected = theirs.answers[index]!.map(([session, ...row]) => [
            session || sessions.length,
            ...row,
          ]);
          expect(ours, JSON.stringify(question)).toEqual(expected);
        }
        await history.close();
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }, 60_000);
  },
);

/** The last of the sessions stays open. */
async function keepSessions(folder: string): Promise<History> {
  for (const [index, entries] of sessions.entries()) {
    const history = await History.open({ folder });
    for (const [line, [source, output]] of entries.entries())
      history.record(line + 1, source, output ?? undefined);
    if (index === sessions.length - 1) return history;
    await history.close();
  }
  throw new Error("no sessions");
}

function ask(history: History, [method, options]: Question): Promise<HistoryRow[]> {
  if (method === "get_tail") return history.tail(options.n, options);
  if (method === "search") return history.search(options.pattern, options);
  return history.range(options.session, options.start, options.stop, options);
}
