#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addCheckCommand } from "../kernel/commands/check.ts";
import { EXIT_CODES } from "../kernel/commands/exit-codes.ts";
import { addRunCommand } from "../kernel/commands/run.ts";
import { addTestCommand } from "../kernel/commands/test.ts";
import { addKernelCommand } from "./kernel/command.ts";
import { addModelsCommand } from "./models/command.ts";

/** Entry of the command `transferlab`. What a command needs is loaded when it runs, and no other's. */
const fromSource = import.meta.url.endsWith(".ts");
const manifest = new URL(fromSource ? "../package.json" : "../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

const program = new Command("transferlab")
  .description("Runs TypeScript notebooks on transfer learning, and keeps the weights that they use.")
  .version(version)
  .showHelpAfterError("(transferlab --help says how to use it)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage));
addRunCommand(program);
addCheckCommand(program);
addTestCommand(program);
addKernelCommand(program);
addModelsCommand(program);

await program.parseAsync();
