import { rm } from "node:fs/promises";
import { HistoryError } from "./history-error.ts";
import { compileGlob } from "./match-glob.ts";
import { type HistoryEntry, readNewestEntries, type SessionRecord } from "./session-entries.ts";
import {
  createSessionFile,
  listSessions,
  pruneSessions,
  type SessionFile,
  sessionPath,
} from "./session-files.ts";

/** An entry as `history_reply` has it: session, line, and the input or, when outputs were asked for, both. */
export type HistoryRow = [
  session: number,
  line: number,
  input: string | [input: string, output: string | null],
];

export interface HistoryOptions {
  /** Folder of all sessions, made when missing; undefined keeps this session in memory and has no other. */
  readonly folder: string | undefined;
  /** @defaultValue `() => new Date()` */
  readonly now?: () => Date;
  /** How many sessions stay on disk, this one included. @defaultValue 500 */
  readonly sessions?: number;
  /**
   * Called once, when the folder turns out not to be writable; the session then goes on in memory. Without it
   * {@link History.open} and {@link History.close} throw.
   */
  readonly onFault?: (error: HistoryError) => void;
}

interface RowOptions {
  /** Whether each row has the output beside the input. @defaultValue false */
  readonly output?: boolean | undefined;
}

/** Longest output kept, in UTF-16 units: the history is for finding inputs again. */
const OUTPUT_LIMIT = 16_384;

/**
 * The inputs of this session and of earlier ones, asked as IPython's history is.
 *
 * A session has a file of JSON lines of its own, so that kernels that run at the same time never write to the same one.
 * Every entry is appended as soon as it is there, in the background: a crash costs at most the entry being written.
 * Rows are in the order of sessions and, in a session, of lines; {@link History.tail} has this session last, whatever its
 * number.
 *
 * @example
 * const history = await History.open({ folder: historyFolder() });
 * history.record(1, "1 + 1");
 * history.recordOutput(1, "2");
 * await history.tail(10, { output: true }); // [[history.session, 1, ["1 + 1", "2"]]]
 * await history.close();
 *
 * @see IPython/core/history.py, `HistoryManager`
 */
export class History {
  /** Number of this session, from 1. */
  readonly session: number;
  readonly #entries = new Map<number, HistoryEntry>();
  readonly #folder: string | undefined;
  readonly #onFault: ((error: HistoryError) => void) | undefined;
  #file: SessionFile | undefined;
  #written: Promise<void> = Promise.resolve();
  #fault: HistoryError | undefined;
  #lastLine = 0;

  private constructor(options: HistoryOptions, file: SessionFile | undefined) {
    this.session = file?.session ?? 1;
    this.#folder = file && options.folder;
    this.#onFault = options.onFault;
    this.#file = file;
  }

  /**
   * Starts a session, and deletes the oldest ones beyond `sessions`.
   *
   * @throws {@link HistoryError} when the folder can't be written and there is no `onFault`.
   */
  static async open(options: HistoryOptions): Promise<History> {
    const { folder, now = () => new Date(), sessions = 500, onFault } = options;
    if (folder === undefined) return new History(options, undefined);
    try {
      const file = await createSessionFile(folder, now());
      await pruneSessions(folder, sessions);
      return new History(options, file);
    } catch (cause) {
      const error = describeFault(folder, cause);
      if (!onFault) throw error;
      onFault(error);
      return new History(options, undefined);
    }
  }

  /**
   * Adds an input; line breaks at its end are left out.
   *
   * @param line - its execution count: higher than that of the input before.
   * @param output - text of its result, when it is known already.
   * @throws {@link HistoryError} when the line is not higher than the last one.
   */
  record(line: number, input: string, output?: string): void {
    if (!(Number.isSafeInteger(line) && line > this.#lastLine)) {
      throw new HistoryError(
        `history: expected a line after ${this.#lastLine}, received ${line}; every input has a number of its own`,
        this.#folder,
      );
    }
    this.#lastLine = line;
    const entry = { line, input: input.replace(/\n+$/, "") };
    this.#entries.set(line, entry);
    this.#append(entry);
    if (output !== undefined) this.recordOutput(line, output);
  }

  /**
   * Adds the output of an input that was recorded before; a later output of the same line replaces it.
   *
   * @param output - text of the result; cut after 16,384 UTF-16 units.
   * @throws {@link HistoryError} when this session has no such line.
   */
  recordOutput(line: number, output: string): void {
    const entry = this.#entries.get(line);
    if (!entry) {
      throw new HistoryError(
        `history: expected a line that was recorded in this session, received ${line}`,
        this.#folder,
      );
    }
    const text = output.length > OUTPUT_LIMIT ? `${output.slice(0, OUTPUT_LIMIT)}…` : output;
    this.#entries.set(line, { ...entry, output: text });
    this.#append({ line, output: text });
  }

  /**
   * Returns the newest entries, oldest of them first: those of this session last, before them those of the others.
   *
   * @param n - how many; null as absent. @defaultValue 10
   */
  async tail(n: number | null | undefined = 10, options: RowOptions = {}): Promise<HistoryRow[]> {
    const count = n ?? 10;
    if (count <= 0) return [];
    const own = toRows(this.session, [...this.#entries.values()].slice(-count), options);
    const newestFirst = [own];
    let missing = count - own.length;
    for (const session of missing > 0 ? await this.#otherSessions() : []) {
      if (missing <= 0) break;
      const entries = await this.#read(session, missing);
      missing -= entries.length;
      newestFirst.push(toRows(session, entries.reverse(), options));
    }
    return newestFirst.reverse().flat();
  }

  /**
   * Returns the entries of one session whose lines are in a range.
   *
   * IPython numbers the rows of its own session 0 when they are asked for in this way; here they have the session's
   * number, as all others.
   *
   * @param session - its number; 0 is this session, -1 the one before it, and so on.
   * @param start - first line; in this session a negative one counts from the end. @defaultValue 1
   * @param stop - the line after the last; in this session a negative one counts from the end. Absent, null or 0: all
   *   lines to the end.
   */
  async range(
    session = 0,
    start = 1,
    stop: number | null | undefined = undefined,
    options: RowOptions = {},
  ): Promise<HistoryRow[]> {
    const number = session <= 0 ? session + this.session : session;
    const isOwn = number === this.session;
    const end = this.#lastLine + 1;
    const fromEnd = (line: number): number => (isOwn && line < 0 ? line + end : line);
    const first = fromEnd(start);
    const last = stop ? fromEnd(stop) : Number.POSITIVE_INFINITY;
    const entries = isOwn ? [...this.#entries.values()] : (await this.#read(number)).reverse();
    return toRows(
      number,
      entries.filter(({ line }) => first <= line && line < last),
      options,
    );
  }

  /**
   * Returns the entries whose whole input matches a pattern.
   *
   * @param pattern - with `*`, `?` and sets, as {@link compileGlob} has them. @defaultValue `"*"`
   * @param options.n - the newest so many alone; absent or null: all.
   * @param options.unique - of equal inputs the newest alone. @defaultValue false
   */
  async search(
    pattern = "*",
    options: RowOptions & {
      readonly n?: number | null | undefined;
      readonly unique?: boolean | undefined;
    } = {},
  ): Promise<HistoryRow[]> {
    const { n, unique = false } = options;
    const matches = compileGlob(pattern);
    const seen = new Set<string>();
    const limit = n === undefined || n === null || n < 0 ? Number.POSITIVE_INFINITY : n;
    const newestFirst: HistoryRow[] = [];
    const sessions = [...(await this.#otherSessions()), this.session].sort((a, b) => b - a);
    for (const session of sessions) {
      if (newestFirst.length >= limit) break;
      const isOwn = session === this.session;
      for (const entry of isOwn ? [...this.#entries.values()].reverse() : await this.#read(session)) {
        if (newestFirst.length >= limit) break;
        if ((unique && seen.has(entry.input)) || !matches(entry.input)) continue;
        seen.add(entry.input);
        newestFirst.push(...toRows(session, [entry], options));
      }
    }
    return newestFirst.reverse();
  }

  /**
   * Waits until every entry is on disk and closes the file; the file of a session without entries is deleted. Nothing may
   * be recorded afterwards. May be called again.
   *
   * @throws {@link HistoryError} when an entry could not be written and there is no `onFault`.
   */
  async close(): Promise<void> {
    await this.#written;
    const file = this.#file;
    this.#file = undefined;
    await file?.file.close();
    if (file && this.#entries.size === 0) await rm(file.path, { force: true });
    if (this.#fault && !this.#onFault) throw this.#fault;
  }

  #append(record: SessionRecord): void {
    const file = this.#file;
    if (!file) return;
    this.#written = this.#written.then(async () => {
      if (this.#fault) return;
      try {
        await file.file.appendFile(`${JSON.stringify(record)}\n`);
      } catch (cause) {
        this.#fault = describeFault(this.#folder!, cause);
        this.#onFault?.(this.#fault);
      }
    });
  }

  /** Numbers, newest first. */
  async #otherSessions(): Promise<number[]> {
    if (this.#folder === undefined) return [];
    return (await listSessions(this.#folder)).filter((session) => session !== this.session);
  }

  /** Entries of another session, newest first. */
  async #read(session: number, limit?: number): Promise<HistoryEntry[]> {
    if (this.#folder === undefined || session <= 0) return [];
    return readNewestEntries(sessionPath(this.#folder, session), limit);
  }
}

function toRows(
  session: number,
  entries: readonly HistoryEntry[],
  { output = false }: RowOptions,
): HistoryRow[] {
  return entries.map((entry) => [
    session,
    entry.line,
    output ? [entry.input, entry.output ?? null] : entry.input,
  ]);
}

function describeFault(folder: string, cause: unknown): HistoryError {
  return new HistoryError(
    `history: ${folder} can't be written, so inputs are not kept beyond this session: ${(cause as Error).message}; ` +
      "let TRANSFERLAB_HOME name a folder that can, or set TRANSFERLAB_HISTORY=off",
    folder,
    { cause },
  );
}
