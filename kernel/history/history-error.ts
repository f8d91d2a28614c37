import { KernelError } from "../errors.ts";

/** The history can't be kept in its folder, or a line was given that it can't have. */
export class HistoryError extends KernelError {
  override name = "HistoryError";
  /** Folder of the history; undefined when it is kept in memory alone. */
  readonly folder: string | undefined;

  constructor(message: string, folder: string | undefined, options?: ErrorOptions) {
    super(message, options);
    this.folder = folder;
  }
}
