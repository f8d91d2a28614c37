/** `transferlab models` on small files that play the published ones. */
import { Command } from "commander";
import { addModelsCommand } from "../../../cli/models/command.ts";
import { EXIT_CODES } from "../../../kernel/commands/exit-codes.ts";
import { madeUpFiles } from "../../lib/models/imagenet/published-fixture.ts";

const program = new Command("transferlab").exitOverride((error) =>
  process.exit(error.exitCode === 0 ? EXIT_CODES.ok : EXIT_CODES.usage),
);
addModelsCommand(program, { files: madeUpFiles().files });
await program.parseAsync();
