import { type Command, InvalidArgumentError, Option } from "commander";
import type { TypePolicy } from "../interpreter/type-policy.ts";

/** The options of `transferlab test`, as they are typed. */
export interface TestCommandOptions {
  readonly tolerance?: number;
  readonly update: boolean;
  readonly types: TypePolicy;
  readonly junit?: string;
  readonly timeout?: number;
}

const HELP = `
Each notebook runs from top to bottom as with "run", and what each cell shows now is compared with what the file holds.
The notebook is left as it is, unless --update is given.

What is compared:
  numbers            equal when as near as --tolerance; whole numbers exactly
  times              not compared: 3.2 s, 12 ms, 1m 3s, 0:01:02, 35 images/s, dates, JSON numbers named seconds or …Ms
  other text         exactly; colours, padding and blanks at the end of a line don't count
  JSON, charts       value by value
  HTML, SVG          tag by tag; white space and ids made for one page don't count
  PNG, JPEG          pixel by pixel: on average at most 2 of 255 apart, 32 in any 16 x 16 pixels
  errors             name and message, of cells that may fail

What a cell can say, in comments on lines of their own:
  // test: tolerance 0.02             numbers of this cell, whole ones too, within 2 %
  // test: tolerance absolute 0.02    within 0.02
  // test: ignore stdout image/png    streams and types that are not compared
  // test: ignore                     no output is compared
  // test: skip                       the cell is not run
  // NBVAL_IGNORE_OUTPUT, NBVAL_CHECK_OUTPUT, NBVAL_SKIP, NBVAL_RAISES_EXCEPTION: as for nbval
or in its metadata: "transferlab": { "test": { "tolerance": 0.02, "ignore": ["stdout"], "skip": true } }

Exit code:
  0    the outputs are equal, or were written with --update
  1    a cell ended with an error
  2    a cell was not run, for its types do not fit (--types warn runs it and tells, off does not look)
  3    a cell ran longer than --timeout
  4    an output differs
  64   the arguments, a notebook or what a cell says can't be used; also when no output is stored
  130  interrupted with Ctrl-C

Examples:
  $ transferlab test notebooks/03-pretrained-classifier.ipynb
  $ transferlab test results/*.ipynb --tolerance 1e-3 --timeout 600
  $ transferlab test results/03-pretrained-classifier.ipynb --update
`;

/** Adds `transferlab test` to a program; it ends with `process.exitCode` set. What tests notebooks is loaded by then. */
export function addTestCommand(program: Command): void {
  program
    .command("test")
    .summary("execute notebooks and compare their outputs with the stored ones")
    .description("Executes notebooks and compares the outputs stored in them with the new ones.")
    .argument("<notebook...>", "notebooks with stored outputs, one after the other")
    .option("--tolerance <relative>", "how far numbers may be apart (default: 0.00001)", readTolerance)
    .option("--update", "write the new outputs into the notebooks, when every cell ran", false)
    .option("-t, --timeout <seconds>", "limit for each cell (default: none)", readSeconds)
    .addOption(
      new Option("--types <policy>", "what becomes of cells whose types do not fit")
        .choices(["on", "warn", "off"])
        .default("on"),
    )
    .option("--junit <file>", "also write how each cell ended as a JUnit file")
    .addHelpText("after", HELP)
    .action(async (notebooks: string[], options: TestCommandOptions) => {
      const { testNotebooks } = await import("./test-notebooks.ts");
      process.exitCode = await testNotebooks(notebooks, options, process.stdout, process.stderr);
    });
}

function readTolerance(text: string): number {
  const tolerance = text.trim() === "" ? Number.NaN : Number(text);
  if (tolerance >= 0 && tolerance < 1) return tolerance;
  throw new InvalidArgumentError("expected a share of at least 0 and below 1, such as 1e-4");
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0)) throw new InvalidArgumentError("expected a number of seconds above 0");
  return seconds;
}
