import { inspect } from "node:util";
import type { CellRuns } from "../run/cell-run.ts";

export interface InputOptions {
  readonly runs: CellRuns;
  /** Waits for what somebody types; null when they cancel. */
  readonly ask: (prompt: string, password: boolean) => string | null;
}

/** Makes the browser's questions for cells: the cell stands still until they are answered. */
export function createInput({ runs, ask }: InputOptions) {
  const question = (name: string, text: string, password = false): string | null => {
    const run = runs.current;
    const expectation = "expected somebody who can answer";
    if (!run || run.done || run.cell < 0) {
      throw new Error(
        `${name}(): ${expectation}, and that is only while a cell runs; ask in the cell itself`,
      );
    }
    if (!run.allowsInput) {
      throw new Error(
        `${name}(): ${expectation}, and here nobody can (a run without a front end, or one that allows no input); ` +
          "set the value in the cell, or read it from process.env",
      );
    }
    return ask(text, password);
  };
  const withDefault = (message: unknown, fallback: unknown): string =>
    fallback === undefined ? toText(message) : `${toText(message)} [${toText(fallback)}] `;

  function prompt(message?: unknown, fallback?: unknown): string | null {
    const answer = question("prompt", withDefault(message, fallback));
    return answer === "" && fallback !== undefined ? toText(fallback) : answer;
  }

  return {
    /**
     * Asks for a line of text; null when the question is cancelled. `prompt.password(message)` hides what is typed.
     *
     * @param fallback - what an empty answer stands for.
     */
    prompt: Object.assign(prompt, {
      password: (message?: unknown): string | null => question("prompt.password", toText(message), true),
    }),
    /** Asks for yes or no; everything but `y` and `yes` is no. */
    confirm(message?: unknown): boolean {
      const answer = question("confirm", `${toText(message)} [y/N] `);
      return answer !== null && /^\s*y(es)?\s*$/i.test(answer);
    },
    /** Shows a message and waits until it is acknowledged. */
    alert(message?: unknown): void {
      question("alert", `${toText(message)} [Enter] `);
    },
  };
}

function toText(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : inspect(value);
}
