import { htmlText } from "transferlab";

/** What a check makes of an answer. */
export interface Finding {
  readonly status: "right" | "not right yet" | "not tried yet";
  /** What to do, or what the answer shows. */
  readonly message: string;
}

/** A check takes the reader's answers; `undefined` is one that was not given yet. */
// biome-ignore lint/suspicious/noExplicitAny: each check takes answers of its own types.
export type Check = (...answers: any[]) => Finding | Promise<Finding>;

/** A finding that shows itself below the cell. */
export interface Verdict extends Finding {
  readonly task: string;
}

/** How far the reader has come. */
export interface Progress {
  /** One a task, in order. */
  readonly tasks: readonly Verdict[];
  readonly done: number;
  /** Names of the tasks that are not right yet, or not tried. */
  readonly open: readonly string[];
}

export interface Exercise<Tasks extends Readonly<Record<string, Check>>> {
  /** Checks the answers to a task and remembers what came out, for {@link Exercise.progress}. */
  check<Task extends keyof Tasks & string>(task: Task, ...answers: Parameters<Tasks[Task]>): Promise<Verdict>;
  /** Lists the tasks, with what the last check of each found. */
  progress(): Progress;
}

const jupyterDisplay = Symbol.for("Jupyter.display");

export const notTried: Finding = {
  status: "not tried yet",
  message: "write your code in the cell above, run it, then run this cell",
};

/** The answer is right; `message` says what it shows. */
export function right(message: string): Finding {
  return { status: "right", message };
}

/** The answer is not right yet; `message` says what is wrong, and what to look at. */
export function notRightYet(message: string): Finding {
  return { status: "not right yet", message };
}

/**
 * Opens the tasks of a notebook.
 *
 * An error in the reader's code is a finding, not a failure of the check cell: a notebook that nothing was written into
 * yet, or only half, runs from top to bottom.
 *
 * @param tasks - the check of each task, by the task's name, in order.
 */
export function openExercise<const Tasks extends Readonly<Record<string, Check>>>(
  tasks: Tasks,
): Exercise<Tasks> {
  const found = new Map<string, Finding>();
  return {
    async check(task, ...answers) {
      const finding = await runCheck(tasks[task]!, answers);
      found.set(task, finding);
      return showVerdict({ task, ...finding });
    },
    progress() {
      const verdicts = Object.keys(tasks).map((task) => ({ task, ...(found.get(task) ?? notTried) }));
      const open = verdicts.filter(({ status }) => status !== "right").map(({ task }) => task);
      return showProgress({ tasks: verdicts, done: verdicts.length - open.length, open });
    },
  };
}

async function runCheck(check: Check, answers: readonly unknown[]): Promise<Finding> {
  try {
    return await check(...answers);
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    return notRightYet(`your code ended in an error. ${name}: ${message}`);
  }
}

function titleOf(status: Finding["status"]): string {
  return `${status[0]!.toUpperCase()}${status.slice(1)}`;
}

function showVerdict(verdict: Verdict): Verdict {
  const { task, status, message } = verdict;
  return withDisplay(verdict, {
    "text/html": `<p><strong>${titleOf(status)}</strong> (${htmlText(task)}): ${htmlText(message)}</p>`,
    "text/plain": `${titleOf(status)} (${task}): ${message}`,
  });
}

function showProgress(progress: Progress): Progress {
  const { tasks, done } = progress;
  const caption = `${done} of ${tasks.length} tasks done`;
  const heads = ["task", "state"].map((head) => `<th scope="col" style="text-align: left">${head}</th>`);
  const rows = tasks.map(
    ({ task, status }) =>
      `<tr><td style="text-align: left">${htmlText(task)}</td><td style="text-align: left">${status}</td></tr>`,
  );
  return withDisplay(progress, {
    "text/html": `<table><caption>${caption}</caption><thead><tr>${heads.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table>`,
    "text/plain": [caption, ...tasks.map(({ task, status }) => `  ${task}: ${status}`)].join("\n"),
  });
}

function withDisplay<T extends object>(value: T, bundle: Readonly<Record<string, string>>): T {
  return Object.defineProperty(value, jupyterDisplay, { value: () => bundle });
}
