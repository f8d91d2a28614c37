import { Command } from "commander";
import { addCheckCommand } from "../kernel/commands/check.ts";
import { EXIT_CODES } from "../kernel/commands/exit-codes.ts";
import { addRunCommand } from "../kernel/commands/run.ts";
import { addTestCommand } from "../kernel/commands/test.ts";
import { addDataCommand } from "./data/command.ts";
import { addDoctorCommand } from "./doctor/command.ts";
import { addExtractCommand } from "./extract/command.ts";
import { addKernelCommand } from "./kernel/command.ts";
import { addModelsCommand } from "./models/command.ts";
import { addReportCommand } from "./report/command.ts";

/** Makes the command `transferlab` with its commands. What a command needs is loaded when it runs, and no other's. */
export function createProgram(version: string): Command {
  const program = new Command("transferlab")
    .description("Runs TypeScript notebooks on transfer learning, and keeps the weights that they use.")
    .version(version)
    .showHelpAfterError("(transferlab --help says how to use it)")
    .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage));
  addRunCommand(program);
  addCheckCommand(program);
  addTestCommand(program);
  addKernelCommand(program);
  addDoctorCommand(program);
  addModelsCommand(program);
  addDataCommand(program);
  addExtractCommand(program);
  addReportCommand(program);
  return program;
}
