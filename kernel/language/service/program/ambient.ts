/** Declarations of what every cell can use without an import. A test holds them to what the run time gives. */
export const AMBIENT_DECLARATIONS = `
/** A value in several forms, by MIME type: text as a string, pictures in base64 or as bytes, JSON as itself. */
type MimeBundle = Readonly<Record<string, unknown>>;

interface ShowOptions {
  /** For the front end, such as \`{ "image/png": { width: 200 } }\`. */
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** The value is the bundle itself: an object of MIME types. */
  readonly raw?: boolean;
}

interface DisplayOptions extends ShowOptions {
  /** By which the display can be updated, also from another cell. */
  readonly id?: string;
}

/** A value on show that can be shown anew in its place. */
interface DisplayHandle {
  readonly id: string;
  /** Shows another value in the place of the first. */
  update(value: unknown, options?: ShowOptions): void;
}

/** Shows a value under the cell, as a last expression is shown. */
declare function display(value: unknown, options?: DisplayOptions): DisplayHandle;
declare namespace display {
  /** Sets how values of a kind show, ahead of what the kernel knows. Returns a function that takes it back. */
  function register(formatter: (value: any) => MimeBundle | Promise<MimeBundle> | undefined | null | void): () => void;
  /** Shows rows, objects or lists, as a table. Without columns all keys are shown. */
  function table(rows: Iterable<unknown>, columns?: readonly string[]): DisplayHandle;
  /** Shows another value in every place that has this id. */
  function update(id: string, value: unknown, options?: ShowOptions): void;
}

/** Takes away what the cell has shown so far; with \`wait\` when something new comes. */
declare function clearOutput(options?: { wait?: boolean }): void;

/** Markup that shows as itself, and goes unescaped into other markup. */
interface Markup {
  readonly type: string;
  readonly text: string;
  toString(): string;
}
/** HTML that shows as itself. What is put in is escaped, unless it is markup (or a list with markup in it). */
declare function html(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** SVG that shows as a picture; escapes as \`html\` does. */
declare function svg(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** Markdown that shows formatted. What is put in is left as it is. */
declare function md(strings: TemplateStringsArray, ...values: unknown[]): Markup;
/** A formula that shows set. Backslashes need no doubling. */
declare function latex(strings: TemplateStringsArray, ...values: unknown[]): Markup;

/** Aborts when the running cell is interrupted. */
declare const signal: AbortSignal;

/** Asks for a line of text; null when the question is cancelled. An empty answer stands for \`fallback\`. */
declare function prompt(message?: unknown, fallback?: unknown): string | null;
declare namespace prompt {
  /** Asks for a line of text that is hidden while it is typed. */
  function password(message?: unknown): string | null;
}
/** Asks for yes or no; everything but \`y\` and \`yes\` is no. */
declare function confirm(message?: unknown): boolean;
/** Shows a message and waits until it is acknowledged. */
declare function alert(message?: unknown): void;

interface CommExtras {
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** Binary parts; their bytes are copied. */
  readonly buffers?: readonly (ArrayBufferView | ArrayBuffer)[];
}
interface ReceivedComm {
  readonly data: any;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly buffers: readonly Uint8Array[];
}
/** A line between a cell's code and the page: both sides send messages until one closes it. */
interface Comm {
  readonly id: string;
  readonly targetName: string;
  readonly isClosed: boolean;
  send(data: unknown, extras?: CommExtras): void;
  /** Closes the line; does nothing when it is closed already. */
  close(data?: unknown, extras?: CommExtras): void;
  /** Sets what is called for each message of the page, in place of the handler before. */
  onMessage(handler: (message: ReceivedComm) => void | Promise<void>): void;
  /** Sets what is called when the page closes the line. */
  onClose(handler: (message: ReceivedComm) => void | Promise<void>): void;
}
/** Lines between cells and the page, as widgets use them. */
declare namespace comms {
  /** Opens a line to what the page registered under a name. */
  function open(targetName: string, data?: unknown, extras?: CommExtras): Comm;
  /** Sets what is called when the page opens a line to a name, in place of the handler before. */
  function registerTarget(targetName: string, handler: (comm: Comm, message: ReceivedComm) => void | Promise<void>): void;
  function unregisterTarget(targetName: string): void;
}

/** What notebooks for Deno's kernel use; only cells see it. */
declare namespace Deno {
  namespace jupyter {
    interface Displayable {
      [$display](): MimeBundle | Promise<MimeBundle>;
    }
    interface DisplayOptions {
      readonly raw?: boolean;
      readonly update?: boolean;
      readonly display_id?: string;
    }
    const $display: unique symbol;
    function display(value: unknown, options?: DisplayOptions): Promise<void>;
    function format(value: unknown): Promise<MimeBundle>;
    /** Sends a message of the protocol: display_data, update_display_data, clear_output, stream, comm_*. */
    function broadcast(
      type: string,
      content: Record<string, unknown>,
      extra?: { metadata?: Record<string, unknown>; buffers?: readonly Uint8Array[] },
    ): Promise<void>;
    function md(strings: TemplateStringsArray, ...values: unknown[]): Displayable;
    function html(strings: TemplateStringsArray, ...values: unknown[]): Displayable;
    function svg(strings: TemplateStringsArray, ...values: unknown[]): Displayable;
    /** A JPEG or PNG picture: its bytes, or the path of its file. */
    function image(picture: string | Uint8Array): Displayable;
  }
}

/** What notebooks for tslab import. */
declare module "tslab" {
  export interface Display {
    javascript(text: string): void;
    html(text: string): void;
    markdown(text: string): void;
    latex(text: string): void;
    svg(text: string): void;
    png(bytes: Uint8Array): void;
    jpeg(bytes: Uint8Array): void;
    gif(bytes: Uint8Array): void;
    pdf(bytes: Uint8Array): void;
    text(text: string): void;
    raw(contentType: string, content: string | Uint8Array): void;
  }
  export const versions: { readonly tslab: string; readonly typescript: string; readonly node: string };
  /** Shows each thing anew. */
  export const display: Display;
  /** Makes a display whose calls all show in one place. */
  export function newDisplay(): Display;
}

declare namespace JSX {
  type Element = Markup;
  type ElementType = string | ((properties: any) => unknown);
  interface ElementChildrenAttribute {
    children: {};
  }
  interface IntrinsicElements {
    [name: string]: any;
  }
}
`;
