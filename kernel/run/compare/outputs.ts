import type { NotebookOutput } from "../../notebook/notebook.ts";
import type { CellTuning } from "./tuning.ts";
import { type Difference, type Fault, showPair } from "./values/difference.ts";
import { compareImages } from "./values/images.ts";
import { compareJson } from "./values/json.ts";
import { compareMarkup } from "./values/markup.ts";
import { compareText } from "./values/text.ts";
import type { Tolerance } from "./values/tolerance.ts";

type Tuning = Pick<CellTuning, "tolerance" | "ignored">;

/** Types that a viewer shows instead of one another, so that each says by itself what it is compared as. */
const PICTURES = /^image\/(png|jpe?g|webp|gif|avif|tiff)$/;
const MARKUP = /^(text\/html|image\/svg\+xml|text\/xml|application\/xml|application\/.+\+xml)$/;
const BYTES = /^(audio|video|font)\/|^application\/(pdf|octet-stream|zip)$/;
const JSON_TYPE = /^application\/(json|.+\+json)$/;

/**
 * Compares the stored outputs of a cell with its new ones, in order.
 *
 * Streams between two other outputs are joined by name. Execution counts, metadata and tracebacks do not count.
 *
 * @returns what differs; nothing when all is equal.
 */
export async function compareOutputs(
  expected: readonly NotebookOutput[],
  received: readonly NotebookOutput[],
  tuning: Tuning,
): Promise<Difference[]> {
  if (tuning.ignored.has("all")) return [];
  const before = joinStreams(expected, tuning.ignored);
  const after = joinStreams(received, tuning.ignored);
  const [kinds, newKinds] = [before.map(kindOf), after.map(kindOf)];
  if (kinds.length === newKinds.length && kinds.join() !== newKinds.join()) {
    if (kinds.toSorted().join() === newKinds.toSorted().join()) {
      return [
        {
          output: "outputs",
          fault: "they come in another order",
          lines: showPair(kinds.join(", "), newKinds.join(", ")),
        },
      ];
    }
  }
  const differences: Difference[] = [];
  for (const [one, other] of pair(before, after)) {
    if (one && other) {
      differences.push(...(await compareOne(one, other, `output ${before.indexOf(one) + 1}`, tuning)));
    } else if (one) {
      const output = `output ${before.indexOf(one) + 1}, ${kindOf(one)}`;
      differences.push({ output, fault: "it is missing", lines: preview("-", one) });
    } else if (other) {
      const output = `new output ${after.indexOf(other) + 1}, ${kindOf(other)}`;
      differences.push({ output, fault: "it is additional", lines: preview("+", other) });
    }
  }
  return differences;
}

/** Leaves out what is ignored or empty, and joins the streams of one name that stand between two other outputs. */
function joinStreams(outputs: readonly NotebookOutput[], ignored: ReadonlySet<string>): NotebookOutput[] {
  const joined: NotebookOutput[] = [];
  let streams = new Map<string, string>();
  const flush = (): void => {
    for (const name of [...streams.keys()].sort().reverse()) {
      const text = streams.get(name)!;
      if (text.trim() !== "") joined.push({ output_type: "stream", name, text });
    }
    streams = new Map();
  };
  for (const output of outputs) {
    if (output.output_type === "stream") {
      if (!ignored.has(output.name)) streams.set(output.name, (streams.get(output.name) ?? "") + output.text);
      continue;
    }
    if ("data" in output) {
      const data = Object.fromEntries(Object.entries(output.data).filter(([type]) => !ignored.has(type)));
      if (Object.keys(output.data).length > 0 && Object.keys(data).length === 0) continue;
      flush();
      joined.push({ ...output, data });
    } else {
      flush();
      joined.push(output);
    }
  }
  flush();
  return joined;
}

function kindOf(output: NotebookOutput): string {
  if (output.output_type === "stream") return output.name;
  return { display_data: "display", execute_result: "result", error: "error" }[output.output_type];
}

type Pair = [expected: NotebookOutput | undefined, received: NotebookOutput | undefined];

/** Pairs outputs by position; when one list is longer, by the longest common row of kinds and MIME types. */
function pair(before: readonly NotebookOutput[], after: readonly NotebookOutput[]): Pair[] {
  if (before.length === after.length) return before.map((one, index) => [one, after[index]]);
  const sign = (output: NotebookOutput) =>
    "data" in output ? `${kindOf(output)} ${Object.keys(output.data).sort().join()}` : kindOf(output);
  const [rows, columns] = [before.map(sign), after.map(sign)];
  const lengths = Array.from({ length: rows.length + 1 }, () => new Uint32Array(columns.length + 1));
  for (let row = rows.length - 1; row >= 0; row--) {
    for (let column = columns.length - 1; column >= 0; column--) {
      lengths[row]![column] =
        rows[row] === columns[column]
          ? lengths[row + 1]![column + 1]! + 1
          : Math.max(lengths[row + 1]![column]!, lengths[row]![column + 1]!);
    }
  }
  const pairs: Pair[] = [];
  let [row, column] = [0, 0];
  while (row < rows.length || column < columns.length) {
    if (row < rows.length && column < columns.length && rows[row] === columns[column]) {
      pairs.push([before[row++], after[column++]]);
    } else if (
      column === columns.length ||
      (row < rows.length && lengths[row + 1]![column]! >= lengths[row]![column + 1]!)
    ) {
      pairs.push([before[row++], undefined]);
    } else pairs.push([undefined, after[column++]]);
  }
  return pairs;
}

async function compareOne(
  expected: NotebookOutput,
  received: NotebookOutput,
  output: string,
  { tolerance }: Tuning,
): Promise<Difference[]> {
  const [kind, newKind] = [kindOf(expected), kindOf(received)];
  if (kind !== newKind) {
    const lines = [...preview("-", expected), ...preview("+", received)];
    return [{ output, fault: `expected ${kind}, received ${newKind}`, lines }];
  }
  if (expected.output_type === "stream" && received.output_type === "stream") {
    const fault = compareText(expected.text, received.text, tolerance);
    return fault ? [{ output: `${output}, ${expected.name}`, ...fault }] : [];
  }
  if (expected.output_type === "error" && received.output_type === "error") {
    const fault = compareText(
      `${expected.ename}: ${expected.evalue}`,
      `${received.ename}: ${received.evalue}`,
      tolerance,
    );
    return fault ? [{ output: `${output}, error`, ...fault }] : [];
  }
  if (!("data" in expected) || !("data" in received)) return [];
  const differences: Difference[] = [];
  for (const type of new Set([...Object.keys(expected.data), ...Object.keys(received.data)])) {
    const fault = await compareType(type, expected.data[type], received.data[type], tolerance);
    if (fault) differences.push({ output: `${output}, ${type}`, ...fault });
  }
  return differences;
}

async function compareType(
  type: string,
  expected: unknown,
  received: unknown,
  tolerance: Tolerance,
): Promise<Fault | undefined> {
  if (received === undefined) return { fault: "this type is missing", lines: [] };
  if (expected === undefined) return { fault: "this type is additional", lines: [] };
  if (JSON_TYPE.test(type) || typeof expected !== "string" || typeof received !== "string") {
    return compareJson(expected, received, tolerance);
  }
  if (PICTURES.test(type)) return compareImages(expected, received);
  if (MARKUP.test(type)) return compareMarkup(expected, received, tolerance);
  if (BYTES.test(type)) {
    return expected.replaceAll(/\s/g, "") === received.replaceAll(/\s/g, "")
      ? undefined
      : { fault: "the bytes differ", lines: [] };
  }
  return compareText(expected, received, tolerance);
}

/** The first lines of an output that has no counterpart. */
function preview(sign: string, output: NotebookOutput): string[] {
  const text =
    output.output_type === "stream"
      ? output.text
      : output.output_type === "error"
        ? `${output.ename}: ${output.evalue}`
        : typeof output.data["text/plain"] === "string"
          ? output.data["text/plain"]
          : Object.keys(output.data).join(", ");
  const lines = text.trimEnd().split("\n");
  const shown = lines.slice(0, 3).map((line) => `${sign} ${line.slice(0, 160)}`);
  return lines.length > 3 ? [...shown, `${sign} … and ${lines.length - 3} more lines`] : shown;
}
