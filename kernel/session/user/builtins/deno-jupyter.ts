import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { DISPLAY_SYMBOL, type MimeBundle } from "../../../display/mime-bundle.ts";
import { sniffImage } from "../../../display/pictures/sniff-image.ts";
import type { CommMessage } from "../../protocol/comm-message.ts";
import type { Displays } from "./display.ts";

/** A value that shows as a bundle. */
export interface Displayable {
  [DISPLAY_SYMBOL](): MimeBundle;
}

export interface DenoDisplayOptions {
  readonly raw?: boolean;
  readonly update?: boolean;
  readonly display_id?: string;
}

export interface BroadcastExtra {
  readonly metadata?: Record<string, unknown>;
  readonly buffers?: readonly Uint8Array[];
}

export interface DenoJupyterOptions {
  readonly displays: Displays;
  readonly sendComm: (message: CommMessage) => void;
}

type Content = Readonly<Record<string, unknown>>;

/**
 * Makes `Deno.jupyter` for cells, each of its functions as in Deno.
 *
 * Only cells see the name: on the global object it would tell libraries that they run in Deno.
 *
 * @see https://docs.deno.com/api/deno/~/Deno.jupyter
 */
export function createDenoJupyter({ displays, sendComm }: DenoJupyterOptions) {
  const broadcast = async (type: string, content: Content, extra: BroadcastExtra = {}): Promise<void> => {
    const { metadata, buffers = [] } = extra;
    const isComm = type.startsWith("comm_");
    if (buffers.length > 0 && !isComm) {
      throw new TypeError(
        `Deno.jupyter.broadcast: expected buffers with comm messages alone, received some with ${type}`,
      );
    }
    switch (type) {
      case "display_data":
      case "update_display_data":
        broadcastDisplay(displays, type, content);
        return;
      case "clear_output":
        displays.send({ type: "clear", wait: content.wait === true });
        return;
      case "stream":
        displays.send({
          type: "stream",
          name: content.name === "stderr" ? "stderr" : "stdout",
          text: String(content.text),
        });
        return;
      case "comm_open":
      case "comm_msg":
      case "comm_close":
        sendComm({
          ...readComm(type, content),
          ...(metadata ? { metadata } : {}),
          buffers: buffers.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
        });
        return;
      default:
        throw new TypeError(
          `Deno.jupyter.broadcast: expected display_data, update_display_data, clear_output, stream, comm_open, comm_msg or comm_close, received ${inspect(type)}`,
        );
    }
  };
  const format = async (value: unknown): Promise<MimeBundle> => displays.format(value);
  const show = async (
    value: unknown,
    { raw = false, update = false, display_id }: DenoDisplayOptions,
  ): Promise<void> => {
    const isBundle = raw && typeof value === "object" && value !== null && !Array.isArray(value);
    await broadcast(update ? "update_display_data" : "display_data", {
      data: isBundle ? value : await format(value),
      metadata: {},
      transient: display_id === undefined ? {} : { display_id },
    });
  };
  const display = (value: unknown, options: DenoDisplayOptions = {}): Promise<void> => {
    const shown = show(value, options);
    // Not awaited by the cell, it must still be out before the cell's end.
    displays.hold(shown);
    return shown;
  };
  return Object.freeze({
    broadcast,
    display,
    format,
    md: createTag("text/markdown"),
    html: createTag("text/html"),
    svg: createTag("image/svg+xml"),
    image: (picture: string | Uint8Array): Displayable => showImage(picture),
    $display: DISPLAY_SYMBOL,
  });
}

function broadcastDisplay(
  displays: Displays,
  type: "display_data" | "update_display_data",
  content: Content,
): void {
  const { data, metadata = {}, transient } = content;
  const id = (transient as { display_id?: unknown } | null | undefined)?.display_id;
  if (id !== undefined && typeof id !== "string") {
    throw new TypeError(
      `Deno.jupyter.broadcast: expected a text as transient.display_id, received ${inspect(id)}`,
    );
  }
  if (type === "update_display_data" && id === undefined) {
    throw new TypeError(`Deno.jupyter.broadcast: expected transient.display_id with ${type}, received none`);
  }
  displays.showBundle(data, type === "display_data" ? "display" : "update", id, metadata as Content);
}

function readComm(type: string, content: Content): CommMessage {
  const { comm_id, target_name, data = {} } = content;
  if (typeof comm_id !== "string" || comm_id === "") {
    throw new TypeError(
      `Deno.jupyter.broadcast: expected comm_id with ${type}, received ${inspect(comm_id)}`,
    );
  }
  if (type !== "comm_open") return { type: type === "comm_msg" ? "msg" : "close", commId: comm_id, data };
  if (typeof target_name !== "string") {
    throw new TypeError(
      `Deno.jupyter.broadcast: expected target_name with comm_open, received ${inspect(target_name)}`,
    );
  }
  return { type: "open", commId: comm_id, targetName: target_name, data };
}

/** Deno's tags leave what is put in as it is, other than those of this kernel. */
function createTag(type: string) {
  return (strings: TemplateStringsArray, ...values: unknown[]): Displayable => {
    const text = strings.reduce((all, string, index) => `${all}${values[index - 1] ?? ""}${string}`);
    return { [DISPLAY_SYMBOL]: () => ({ [type]: text }) };
  };
}

function showImage(picture: string | Uint8Array): Displayable {
  const bytes = typeof picture === "string" ? readFileSync(picture) : picture;
  const type = sniffImage(bytes);
  if (type !== "image/png" && type !== "image/jpeg") {
    throw new TypeError(
      "Deno.jupyter.image: expected a JPEG or PNG picture, as its bytes or the path of its file",
    );
  }
  const data = Buffer.from(bytes).toString("base64");
  return { [DISPLAY_SYMBOL]: () => ({ [type]: data }) };
}
