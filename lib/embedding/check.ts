import { ArgumentError } from "../errors/argument-error.ts";

/** @throws {@link ArgumentError} when a number is not an integer of the range. */
export function requireInteger(
  name: string,
  value: number,
  least: number,
  most = Number.MAX_SAFE_INTEGER,
): void {
  if (!Number.isInteger(value) || value < least || value > most) {
    const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `in [${least}, ${most}]`;
    throw new ArgumentError(name, `an integer ${range}`, value);
  }
}
