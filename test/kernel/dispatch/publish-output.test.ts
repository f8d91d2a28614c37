import { describe, expect, it } from "vitest";
import { messageOfOutput } from "../../../kernel/dispatch/publish-output.ts";

const parent = { msg_id: "1" };
const shown = { data: { "text/plain": "1" }, metadata: {} };

describe("messageOfOutput", () => {
  it("gives each output its message", () => {
    const messages = [
      messageOfOutput({ type: "stream", name: "stderr", text: "t" }, 2, parent),
      messageOfOutput({ type: "clear", wait: true }, 2, parent),
      messageOfOutput({ type: "result", ...shown }, 2, parent),
      messageOfOutput({ type: "display", ...shown, displayId: "d" }, 2, parent),
      messageOfOutput({ type: "update", ...shown, displayId: "d" }, 2, parent),
    ];
    expect(messages.map(({ type, content }) => [type, content])).toEqual([
      ["stream", { name: "stderr", text: "t" }],
      ["clear_output", { wait: true }],
      ["execute_result", { execution_count: 2, ...shown, transient: {} }],
      ["display_data", { ...shown, transient: { display_id: "d" } }],
      ["update_display_data", { ...shown, transient: { display_id: "d" } }],
    ]);
    expect(messages.every((message) => message.parent === parent)).toBe(true);
  });
});
