/**
 * Base of every error the kernel throws for something a caller can act on.
 *
 * The facts are fields of the subclass. An error that a cell throws is no KernelError: it is the outcome of that cell.
 */
export class KernelError extends Error {
  override name = "KernelError";
}

/** A cell is not TypeScript, or uses a form that has no meaning in a cell. Line and column count from 1. */
export class CellSyntaxError extends KernelError {
  override name = "SyntaxError";
  readonly cell: number;
  readonly line: number;
  readonly column: number;
  /** The lines around the fault with a caret under it. */
  readonly frame: string;

  constructor(message: string, at: { cell: number; line: number; column: number; frame: string }) {
    super(message);
    this.cell = at.cell;
    this.line = at.line;
    this.column = at.column;
    this.frame = at.frame;
  }
}

/** A value's display method gave something that is no MIME bundle, or that can't be sent as JSON. */
export class DisplayError extends KernelError {
  override name = "DisplayError";
}

/** A file is not a notebook this program reads. */
export class NotebookFormatError extends KernelError {
  override name = "NotebookFormatError";
  readonly notebook: string;

  constructor(notebook: string, fault: string, options?: ErrorOptions) {
    super(`${notebook}: ${fault}`, options);
    this.notebook = notebook;
  }
}

/** A parameter to put into a notebook has no place there. */
export class ParameterError extends KernelError {
  override name = "ParameterError";
  readonly parameter: string;

  constructor(parameter: string, fault: string) {
    super(`parameter ${parameter}: ${fault}`);
    this.parameter = parameter;
  }
}

/** The process that runs a notebook's cells did not start, or was asked for something after it had ended. */
export class UserProcessError extends KernelError {
  override name = "UserProcessError";
}

/** A connection file does not say how to serve a front end. */
export class ConnectionFileError extends KernelError {
  override name = "ConnectionFileError";
  readonly file: string;

  constructor(file: string, fault: string, options?: ErrorOptions) {
    super(`${file}: ${fault}`, options);
    this.file = file;
  }
}

/** Frames that came over a socket are no message of this connection; they are dropped. */
export class WireError extends KernelError {
  override name = "WireError";
}

/** A request's content lacks something, or has it in another form than the protocol says. */
export class RequestError extends KernelError {
  override name = "RequestError";
  readonly field: string;

  constructor(field: string, expected: string, received: unknown) {
    const shown = received === undefined ? "nothing" : (JSON.stringify(received) ?? String(received));
    super(`${field}: expected ${expected}, received ${shown.length > 80 ? `${shown.slice(0, 80)}…` : shown}`);
    this.field = field;
  }
}

/** The language service ended, or failed in what it was asked. Cells run without types meanwhile. */
export class LanguageServerError extends KernelError {
  override name = "LanguageServerError";
}
