import type { Exchange, Received } from "./kernel-client.ts";

const FRAME_TYPES = new Set(["status", "execute_input"]);

/** What a front end shows for a request: everything on iopub but statuses and the input. */
export function outputsOf({ published }: Pick<Exchange, "published">): readonly Received[] {
  return published.filter(({ type }) => !FRAME_TYPES.has(type));
}

/** The text of one of the standard streams, put together. */
export function streamOf(
  exchange: Pick<Exchange, "published">,
  name: "stdout" | "stderr" = "stdout",
): string {
  return exchange.published
    .filter(({ type, content }) => type === "stream" && content.name === name)
    .map(({ content }) => content.text as string)
    .join("");
}

/** The result's `text/plain`; undefined when there is no result. */
export function resultOf({ published }: Pick<Exchange, "published">): string | undefined {
  const result = published.find(({ type }) => type === "execute_result");
  return result?.content.data["text/plain"] as string | undefined;
}

/** Types on iopub, statuses by their state, streams that follow each other as one. */
export function sequenceOf({ published }: Pick<Exchange, "published">): string[] {
  return published
    .map(({ type, content }) => {
      if (type === "status") return content.execution_state as string;
      return type === "stream" ? (content.name as string) : type;
    })
    .filter((name, index, all) => !(name === all[index - 1] && (name === "stdout" || name === "stderr")));
}

/** What a message says for an assertion about errors. */
export function errorOf({ reply }: Pick<Exchange, "reply">): string | undefined {
  const { status, ename, evalue } = reply.content;
  return status === "error" ? `${ename}: ${evalue}` : undefined;
}
