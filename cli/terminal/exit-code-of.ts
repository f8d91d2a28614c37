import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import { ArgumentError } from "../../lib/errors/argument-error.ts";
import { LabError } from "../../lib/errors/lab-error.ts";

/**
 * Does a command and prints the error that a user can act on: of this library's, or of the operating system. Any other
 * is a fault of the program and goes on up.
 *
 * @param command - returns its exit code.
 * @param errors - where the error is printed.
 */
export async function exitCodeOf(
  command: () => Promise<number>,
  errors: { write(text: string): unknown } = process.stderr,
): Promise<number> {
  try {
    return await command();
  } catch (error) {
    const isOfSystem = error instanceof Error && "syscall" in error;
    if (!(error instanceof LabError) && !isOfSystem) throw error;
    errors.write(`${error.message}\n`);
    return error instanceof ArgumentError ? EXIT_CODES.usage : EXIT_CODES.error;
  }
}
