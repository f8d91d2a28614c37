import { describe, expect, it } from "vitest";
import { type Frames, Outbox } from "../../../kernel/wire/outbox.ts";

describe("Outbox", () => {
  it("hands messages to the socket one at a time, in order", async () => {
    const sent: string[] = [];
    let open = 0;
    const outbox = new Outbox(async ([text]: Frames) => {
      open++;
      expect(open).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 3));
      sent.push(String(text));
      open--;
    });
    for (let index = 0; index < 20; index++) void outbox.send([`${index}`]);
    await outbox.drain();
    expect(sent).toEqual(Array.from({ length: 20 }, (_, index) => `${index}`));
  });

  it("goes on after a message that can't be delivered", async () => {
    const sent: string[] = [];
    const outbox = new Outbox(async ([text]: Frames) => {
      if (text === "bad") throw new Error("Host unreachable");
      sent.push(String(text));
    });
    await outbox.send(["bad"]);
    await outbox.send(["good"]);
    expect(sent).toEqual(["good"]);
  });
});
