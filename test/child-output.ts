import type { ChildProcess } from "node:child_process";

/** What a process prints, as it grows. */
export interface ChildOutput {
  stdout: string;
  stderr: string;
}

/** Gathers what a process with pipes prints; `ended` has all of it, and its exit code. */
export function gatherOutput(child: ChildProcess): {
  readonly output: ChildOutput;
  readonly ended: Promise<ChildOutput & { readonly code: number | null }>;
} {
  const output = { stdout: "", stderr: "" };
  child.stdout!.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr!.on("data", (text) => {
    output.stderr += text;
  });
  const ended = new Promise<ChildOutput & { readonly code: number | null }>((resolve) =>
    child.once("close", (code) => resolve({ code, ...output })),
  );
  return { output, ended };
}

/** Waits until something that another process does is so. */
export async function until(condition: () => boolean): Promise<void> {
  for (const endMs = Date.now() + 20_000; !condition(); ) {
    if (Date.now() > endMs) throw new Error("it did not come to this within 20 s");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
