import { type Command, InvalidArgumentError, Option } from "commander";
import type { TypePolicy } from "../interpreter/type-policy.ts";

/** The options of `transferlab run`, as they are typed. */
export interface RunCommandOptions {
  readonly out: string;
  readonly report?: string;
  readonly html: boolean;
  readonly junit?: string;
  readonly types: TypePolicy;
  /** `name=value` each. */
  readonly param: readonly string[];
  readonly timeout?: number;
  readonly allowErrors: boolean;
  readonly strictExit: boolean;
}

const HELP = `
Each notebook runs from top to bottom in a process of its own, in its own folder. The executed notebook, with all its
outputs and the error if there was one, is written to the output folder under the same name; the notebook itself is left
as it is.

Cell tags:
  parameters         the cell that declares what --param can set; the types of what it declares with let are checked
  skip-execution     the cell is not run
  raises-exception   the cell may fail; the run goes on

Exit code:
  0    every cell ran
  1    a cell ended with an error
  2    a cell was not run, for its types do not fit (--types warn runs it and tells, off does not look)
  3    a cell ran longer than --timeout
  64   the arguments or a notebook can't be used; what ran before it is written and reported
  130  interrupted with Ctrl-C; what had run is written

Examples:
  $ transferlab run notebooks/09-features-and-svm.ipynb
  $ transferlab run notebooks/*.ipynb --out results --timeout 600
  $ transferlab run notebooks/05-integrated-feature-extractor.ipynb --param epochs=5 --param 'optimizer="adam"'
`;

/** Adds `transferlab run` to a program; it ends with `process.exitCode` set. What runs notebooks is loaded by then. */
export function addRunCommand(program: Command): void {
  program
    .command("run")
    .summary("execute notebooks from top to bottom, without a browser")
    .description("Executes notebooks from top to bottom and writes them with their outputs.")
    .argument("<notebook...>", "notebooks to execute, one after the other")
    .option("-o, --out <folder>", "folder for the executed notebooks; made when missing", "out")
    .option("-r, --report <file>", "also write all of them as one HTML page, with interactive charts")
    .option("--html", "also write each as an HTML page beside it", false)
    .option("--junit <file>", "also write how each cell ended as a JUnit file")
    .option(
      "-p, --param <name=value>",
      "set a parameter (again for another); the value is JSON, or else text",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("-t, --timeout <seconds>", "limit for each cell (default: none)", readSeconds)
    .addOption(
      new Option("--types <policy>", "what becomes of cells whose types do not fit")
        .choices(["on", "warn", "off"])
        .default("on"),
    )
    .option("--allow-errors", "go on after a cell's error, and exit 0 all the same", false)
    .option("--strict-exit", "with --allow-errors: exit 1 when any cell failed", false)
    .addHelpText("after", HELP)
    .action(async (notebooks: string[], options: RunCommandOptions) => {
      const { runNotebooks } = await import("./run-notebooks.ts");
      process.exitCode = await runNotebooks(notebooks, options, process.stdout, process.stderr);
    });
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError("expected a number of seconds above 0");
  return seconds;
}
