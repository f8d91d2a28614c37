import { describe, expect, it } from "vitest";
import { InputDesk } from "../../../kernel/dispatch/input-desk.ts";
import type { Channels } from "../../../kernel/wire/channels.ts";
import type { Message, Outgoing } from "../../../kernel/wire/message.ts";

function open() {
  const sent: { readonly to: string; readonly message: Outgoing }[] = [];
  const send = async (_: string, identities: readonly Buffer[], message: Outgoing): Promise<void> => {
    sent.push({ to: String(identities[0]), message });
  };
  return { sent, desk: new InputDesk({ send } as unknown as Channels) };
}

function messageOf(client: string, content: Message["content"] = {}): Message {
  const header = { msg_id: client, msg_type: "t", session: "", username: "", date: "", version: "" };
  return { identities: [Buffer.from(client)], header, parentHeader: {}, metadata: {}, content, buffers: [] };
}

const asked = { prompt: "Name? ", password: false };

describe("InputDesk", () => {
  it("asks who sent the request, and takes that one's answer alone", async () => {
    const { sent, desk } = open();
    const answer = desk.ask(messageOf("one"), asked);
    expect(sent[0]?.to).toBe("one");
    expect(sent[0]?.message).toMatchObject({ type: "input_request", content: asked });
    desk.receive(messageOf("two", { value: "Eve" }));
    desk.receive(messageOf("one", { value: "Ada 😀" }));
    expect(await answer).toBe("Ada 😀");
  });

  it("takes an answer that is no text as none", async () => {
    const { desk } = open();
    const answer = desk.ask(messageOf("one"), asked);
    desk.receive(messageOf("one", {}));
    expect(await answer).toBeUndefined();
  });

  it("leaves a question that was withdrawn without an answer", async () => {
    const { desk } = open();
    const answer = desk.ask(messageOf("one"), asked);
    desk.withdraw();
    desk.receive(messageOf("one", { value: "late" }));
    const none = new Promise((resolve) => setTimeout(() => resolve("none"), 20));
    expect(await Promise.race([answer, none])).toBe("none");
  });
});
