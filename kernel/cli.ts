#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addRunCommand, EXIT_CODES } from "./commands/run.ts";

/** Entry of the command `transferlab`. */
const fromSource = import.meta.url.endsWith(".ts");
const manifest = new URL(fromSource ? "../package.json" : "../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

const program = new Command("transferlab")
  .description("Runs TypeScript notebooks on transfer learning.")
  .version(version)
  .showHelpAfterError("(transferlab --help says how to use it)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage));
addRunCommand(program);

await program.parseAsync();
