import type { Command } from "commander";

/** The options of `transferlab check`, as they are typed. */
export interface CheckCommandOptions {
  /** `name=value` each. */
  readonly param: readonly string[];
  readonly junit?: string;
}

const HELP = `
Nothing is run: each cell is read by TypeScript after the cells before it, as the kernel does when they run. Faults of
syntax count too, for such a cell has no types.

Not looked at: cells tagged skip-execution, cells with // @ts-nocheck, what follows %types off. Told without counting:
what follows %types warn, cells tagged raises-exception.

Exit code:
  0    no cell has a fault
  2    a cell has
  64   the arguments or a notebook can't be used

Examples:
  $ transferlab check notebooks/*.ipynb
  $ transferlab check notebooks/05-integrated-feature-extractor.ipynb --param seed=1 --junit types.xml
`;

/** Adds `transferlab check` to a program; it ends with `process.exitCode` set. What checks is loaded by then. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .summary("find the type errors of notebooks without running them")
    .description("Finds the type errors of every cell of notebooks, without running any.")
    .argument("<notebook...>", "notebooks to check")
    .option(
      "-p, --param <name=value>",
      "check as if this parameter were set (again for another)",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--junit <file>", "also write the faults as a JUnit file")
    .addHelpText("after", HELP)
    .action(async (notebooks: string[], options: CheckCommandOptions) => {
      const { checkNotebooks } = await import("./check-notebooks.ts");
      process.exitCode = await checkNotebooks(notebooks, options, process.stdout, process.stderr);
    });
}
