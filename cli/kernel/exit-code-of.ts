import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { KernelError } from "../../kernel/errors.ts";
import { KernelNameError } from "../../kernel/kernelspec/kernelspec-error.ts";

/**
 * Does a command and prints the error that a user can act on. Any other is a fault of the program and goes on up.
 *
 * @param command - returns its exit code.
 */
export async function exitCodeOf(command: () => Promise<number>): Promise<number> {
  try {
    return await command();
  } catch (error) {
    if (!(error instanceof KernelError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof KernelNameError ? EXIT_CODES.usage : EXIT_CODES.error;
  }
}
