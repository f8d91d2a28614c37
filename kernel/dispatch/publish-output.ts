import type { CellOutput } from "../notebook/collect-outputs.ts";
import type { JsonObject, Outgoing } from "../wire/message.ts";

/** Makes the message that shows an output. @param executionCount - for results. */
export function messageOfOutput(output: CellOutput, executionCount: number, parent: JsonObject): Outgoing {
  if (output.type === "stream") {
    return { type: "stream", content: { name: output.name, text: output.text }, parent };
  }
  if (output.type === "clear") return { type: "clear_output", content: { wait: output.wait }, parent };
  const { data, metadata, displayId } = output;
  const content = { data, metadata, transient: displayId === undefined ? {} : { display_id: displayId } };
  if (output.type === "result") {
    return { type: "execute_result", content: { execution_count: executionCount, ...content }, parent };
  }
  return { type: output.type === "update" ? "update_display_data" : "display_data", content, parent };
}
