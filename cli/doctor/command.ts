import type { Command } from "commander";

/** The options of `transferlab doctor`, as they are typed. */
export interface DoctorOptions {
  readonly json: boolean;
}

const HELP = `
Each line is one of
  ok       it works
  note     it works, and could be better or faster: the line says how
  problem  something that npm start needs does not work: the line says what to do

It computes for a second or two to estimate the speed; nothing is downloaded or installed.

Exit code:
  0   what npm start needs works
  1   something of it does not
  64  the arguments can't be used

Examples:
  $ transferlab doctor
  $ transferlab doctor --json > report.json
`;

/** Adds `transferlab doctor` to a program; it ends with `process.exitCode` set. */
export function addDoctorCommand(program: Command): void {
  program
    .command("doctor")
    .summary("say what works here, and what would make it faster")
    .description("Says what works here, what does not and what to do, and what would make it faster.")
    .option("--json", "print all facts as JSON, for a report of a fault; your home folder is ~ in it", false)
    .addHelpText("after", HELP)
    .action(async (options: DoctorOptions) => {
      const { doctor } = await import("./doctor.ts");
      process.exitCode = await doctor(options);
    });
}
