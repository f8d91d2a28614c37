import { readObject, readText } from "../handlers/content.ts";
import type { CommMessage } from "../session/protocol/comm-message.ts";
import type { JsonObject, Message, Outgoing } from "../wire/message.ts";

/** Reads a comm message of a front end. @throws RequestError naming the field that has another form. */
export function readCommMessage({ header, content, metadata, buffers }: Message): CommMessage {
  const type = header.msg_type.replace("comm_", "") as CommMessage["type"];
  return {
    type,
    commId: readText(content, "comm_id"),
    ...(type === "open" ? { targetName: readText(content, "target_name") } : {}),
    data: readObject(content, "data"),
    metadata,
    buffers: [...buffers],
  };
}

/** Makes the message that carries a comm message of the cells' code to every front end. */
export function writeCommMessage(message: CommMessage, parent: JsonObject | undefined): Outgoing {
  const { type, commId, targetName, data, metadata, buffers } = message;
  return {
    type: `comm_${type}`,
    content: { comm_id: commId, data: data ?? {}, ...(type === "open" ? { target_name: targetName } : {}) },
    ...(parent ? { parent } : {}),
    ...(metadata ? { metadata } : {}),
    ...(buffers ? { buffers } : {}),
  };
}

/** Answers which comms are open, of one target or of all. */
export function answerComms(content: JsonObject, open: ReadonlyMap<string, string>): JsonObject {
  const target = typeof content.target_name === "string" ? content.target_name : undefined;
  const comms = [...open].filter(([, name]) => target === undefined || name === target);
  return {
    status: "ok",
    comms: Object.fromEntries(comms.map(([id, name]) => [id, { target_name: name }])),
  };
}
