import { fileURLToPath } from "node:url";
import { inspect } from "node:util";

/** A notebook keeps every output for good: what is longer helps nobody who reads it. */
const LONGEST_TEXT = 50_000;

/** Prints a value as Node does, without colours, cut when very long. Never throws, and uses up no iterator. */
export function toPlainText(value: unknown): string {
  try {
    return shorten(withoutKernelFrames(inspect(value)));
  } catch (error) {
    // A method for inspect of its own, or a proxy, that throws.
    return `${Object.prototype.toString.call(value)} (printing it failed: ${toMessage(error)})`;
  }
}

const KERNEL_FOLDER = fileURLToPath(new URL("..", import.meta.url));
const FRAMES = /(?:\n *(?:at .*|\.\.\. \d+ lines matching .*))+/g;

/** What an error that is shown has on its stack below the cell is the kernel's own. */
function withoutKernelFrames(text: string): string {
  if (!text.includes(KERNEL_FOLDER)) return text;
  return text.replace(FRAMES, (frames) => {
    // Above the kernel's first frame is the cell, below it Node; the last line may go on with an error's fields.
    const lines = frames.split("\n");
    const first = lines.findIndex((line) => line.includes(KERNEL_FOLDER));
    if (first < 0) return frames;
    const [rest = ""] = /(?: \{)?(?:\])*$/.exec(lines.at(-1) ?? "") ?? [];
    return lines.slice(0, first).join("\n") + rest;
  });
}

/** Cuts text at the end of a line, and says how much is missing. */
export function shorten(text: string, longest: number = LONGEST_TEXT): string {
  if (text.length <= longest) return text;
  const cut = text.lastIndexOf("\n", longest);
  const kept = text.slice(0, cut > 0 ? cut : longest);
  return `${kept}\n… ${text.length - kept.length} more characters`;
}

/** The name of a value's class, as far as it has one. */
export function findClassName(value: object): string {
  try {
    const name: unknown = value.constructor?.name;
    return typeof name === "string" && name !== "" ? name : "Object";
  } catch {
    return "Object";
  }
}

/** An error's message, or what else was thrown as text. */
export function toMessage(error: unknown): string {
  try {
    return error instanceof Error ? error.message : String(error);
  } catch {
    return "something that has no text";
  }
}
