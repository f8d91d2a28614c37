/** `transferlab data` on a made-up data set: `data-child.ts URL ARCHIVE data ...ARGS`. */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addDataCommand } from "../../../cli/data/command.ts";
import { EXIT_CODES } from "../../../kernel/commands/exit-codes.ts";
import { madeUpDataset } from "../../lib/datasets/known/made-up-archives.ts";

const [node, script, url, archive, ...args] = process.argv as [string, string, string, string, ...string[]];
const program = new Command("transferlab").exitOverride((error) =>
  process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage),
);
addDataCommand(program, { datasets: [madeUpDataset(readFileSync(archive), url)] });
await program.parseAsync([node, script, ...args]);
