import type { InputRequest } from "../session/outcome/cell-outcome.ts";
import type { Channels } from "../wire/channels.ts";
import type { Message } from "../wire/message.ts";

/** Asks the front end that runs a cell what the cell asks, and takes its answers. */
export class InputDesk {
  readonly #channels: Channels;
  /** The identity of the front end that is asked, and what gets its answer. */
  #asked: { readonly client: string; readonly answer: (text: string | undefined) => void } | undefined;

  constructor(channels: Channels) {
    this.#channels = channels;
  }

  /** Asks whoever sent a request; resolves with the answer, or never when the question is withdrawn. */
  ask(request: Message, { prompt, password }: InputRequest): Promise<string | undefined> {
    return new Promise((answer) => {
      this.#asked = { client: clientOf(request), answer };
      const content = { prompt, password };
      // A front end has the same identity on each of its sockets.
      void this.#channels.send("stdin", request.identities, {
        type: "input_request",
        content,
        parent: request.header,
      });
    });
  }

  /** Takes an `input_reply`; one that nobody asked for is dropped. */
  receive(reply: Message): void {
    const asked = this.#asked;
    if (!asked || asked.client !== clientOf(reply)) return;
    this.#asked = undefined;
    const { value } = reply.content;
    asked.answer(typeof value === "string" ? value : undefined);
  }

  /** Takes back the question that is open, unanswered: its cell has ended or is being interrupted. */
  withdraw(): void {
    this.#asked = undefined;
  }
}

function clientOf(message: Message): string {
  return message.identities.map((identity) => identity.toString("hex")).join("/");
}
