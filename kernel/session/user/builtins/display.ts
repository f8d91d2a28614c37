import { randomUUID } from "node:crypto";
import { inspect } from "node:util";
import { type Formatter, formatValue } from "../../../display/format-value.ts";
import { checkMimeBundle, type MimeBundle } from "../../../display/mime-bundle.ts";
import { findClassName } from "../../../display/plain-text.ts";
import { tableOfRows } from "../../../display/table-of-rows.ts";
import type { CellOutput } from "../../../notebook/collect-outputs.ts";
import type { CellRun, CellRuns } from "../run/cell-run.ts";

/** How a display is to be made. */
export interface ShowOptions {
  /** For the front end, such as `{ "image/png": { width: 200 } }`. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The value is the bundle itself: an object of MIME types. */
  readonly raw?: boolean;
}

export interface DisplayOptions extends ShowOptions {
  /** By which the display can be updated, also from another cell. */
  readonly id?: string;
}

/** A value on show that can be shown anew in its place. */
export interface DisplayHandle {
  readonly id: string;
  update(value: unknown, options?: ShowOptions): void;
}

/** What cells get as `display`. */
export interface Display {
  (value: unknown, options?: DisplayOptions): DisplayHandle;
  /** Sets how values of a kind show, ahead of what the kernel knows. @returns a function that takes it back. */
  register(formatter: Formatter): () => void;
  /** Shows rows, objects or lists, as a table. @param columns - the keys to show; without them all. */
  table(rows: Iterable<unknown>, columns?: readonly string[]): DisplayHandle;
  /** Shows another value in every place that has this id. */
  update(id: string, value: unknown, options?: ShowOptions): void;
}

export interface DisplaysOptions {
  readonly runs: CellRuns;
  readonly publish: (cell: number, output: CellOutput) => void;
  /** Tells an error on the standard error of a run. */
  readonly tellFault: (run: CellRun, error: unknown) => void;
}

/** Shows values for the cells of one notebook. */
export class Displays {
  readonly display: Display;
  readonly #runs: CellRuns;
  readonly #publish: DisplaysOptions["publish"];
  readonly #tellFault: DisplaysOptions["tellFault"];
  readonly #handles = new WeakSet<object>();
  /** The one registered last comes first. */
  readonly #formatters: Formatter[] = [];
  /** By id, the newest of the displays whose form is still being made. */
  readonly #newest = new Map<string, object>();

  constructor({ runs, publish, tellFault }: DisplaysOptions) {
    this.#runs = runs;
    this.#publish = publish;
    this.#tellFault = tellFault;
    this.display = this.#createDisplay();
  }

  /** Finds how a value shows. What fails in that is told on the standard error of the cell. */
  format(value: unknown): MimeBundle | Promise<MimeBundle> {
    const run = this.#runs.current;
    return formatValue(value, {
      formatters: [...this.#formatters],
      onFault: ({ source, error }) => {
        if (!run || run.interrupted) return;
        const text = `${source} failed, and the value is shown in another way:\n`;
        this.#publish(run.cell, { type: "stream", name: "stderr", text });
        this.#tellFault(run, error);
      },
    });
  }

  /** A cell that ends with a call of `display` has shown what it meant to: the handle is no result. */
  isHandle(value: unknown): boolean {
    return typeof value === "object" && value !== null && this.#handles.has(value);
  }

  /** Shows a bundle; without an id it can't be updated. @throws DisplayError when it is none. */
  showBundle(
    bundle: unknown,
    type: "display" | "update",
    id: string | undefined,
    metadata: ShowOptions["metadata"] = {},
  ): void {
    const data = checkMimeBundle(bundle, type === "display" ? "display_data" : "update_display_data");
    if (id !== undefined) this.#newest.delete(id);
    if (type === "display")
      this.send({ type, data, metadata, ...(id === undefined ? {} : { displayId: id }) });
    else if (id !== undefined) this.send({ type, data, metadata, displayId: id });
  }

  /** Lets the running cell end no sooner than this. Its error is for whoever awaits it. */
  hold(work: Promise<unknown>): void {
    const settled = work.then(
      () => {},
      () => {},
    );
    this.#runs.current?.pending.add(settled);
  }

  /** Sends an output for the cell that the running code belongs to. */
  send(output: CellOutput): void {
    const run = this.#runs.current;
    if (run && !run.interrupted) this.#publish(run.cell, output);
  }

  show(value: unknown, type: "display" | "update", displayId: string, options: ShowOptions = {}): void {
    const run = this.#runs.current;
    if (!run || run.interrupted) return;
    const { metadata = {}, raw = false } = options;
    const send = (data: MimeBundle, as = type): void => {
      this.#publish(run.cell, { type: as, data, metadata, displayId });
    };
    const bundle = raw ? checkMimeBundle(value, "display(..., { raw: true })") : this.format(value);
    if (!(bundle instanceof Promise)) {
      this.#newest.delete(displayId);
      send(bundle);
      return;
    }
    // Its place is taken at once, so that what the cell shows next comes after it.
    if (type === "display") send({ "text/plain": `${findClassName(value as object)} …` });
    this.#sendLater(run, displayId, bundle, (data) => send(data, "update"));
  }

  #sendLater(run: CellRun, id: string, bundle: Promise<MimeBundle>, send: (data: MimeBundle) => void): void {
    const token = {};
    this.#newest.set(id, token);
    const pending = bundle.then((data) => {
      // A later value has been shown in this place meanwhile.
      if (this.#newest.get(id) !== token) return;
      this.#newest.delete(id);
      if (!run.interrupted) send(data);
    });
    run.pending.add(pending);
    // The cell waits for it and so gets its error.
    pending.catch(() => {});
  }

  #createDisplay(): Display {
    const display = (value: unknown, options: DisplayOptions = {}): DisplayHandle => {
      checkOptions(options);
      const { id = randomUUID(), ...rest } = options;
      this.show(value, "display", id, rest);
      const handle: DisplayHandle = { id, update: (next, changes) => display.update(id, next, changes) };
      this.#handles.add(handle);
      return handle;
    };
    display.update = (id: string, value: unknown, options: ShowOptions = {}): void => {
      checkOptions(options);
      this.show(value, "update", id, options);
    };
    display.register = (formatter: Formatter): (() => void) => {
      if (typeof formatter !== "function") {
        throw new TypeError(
          `display.register: expected a function of a value that gives an object of MIME types or undefined, received ${inspect(formatter)}`,
        );
      }
      this.#formatters.unshift(formatter);
      return () => {
        const index = this.#formatters.indexOf(formatter);
        if (index >= 0) this.#formatters.splice(index, 1);
      };
    };
    display.table = (rows: Iterable<unknown>, columns?: readonly string[]): DisplayHandle =>
      display(tableOfRows(rows, columns), { raw: true });
    return Object.freeze(display);
  }
}

const OPTIONS = new Set(["id", "metadata", "raw"]);

/** Several values, as in other kernels' `display(a, b)`, would be lost without a word. */
function checkOptions(options: unknown): void {
  const isObject = typeof options === "object" && options !== null;
  const isFine = isObject && Object.keys(options).every((key) => OPTIONS.has(key));
  if (!isFine) {
    throw new TypeError(
      `display: expected options out of id, metadata and raw as the second argument, received ${inspect(options, { depth: 0 })}; show each value by a call of its own`,
    );
  }
  const { id } = options as { id?: unknown };
  if (id !== undefined && (typeof id !== "string" || id === "")) {
    throw new TypeError(`display: expected a text as id, received ${inspect(id)}`);
  }
}
