import { Session } from "node:inspector";
import type { LookRequest } from "../../protocol/live-values.ts";
import { LOOK } from "../look/look.ts";

/** How long a session stays open for the next look. */
const IDLE_MS = 2000;

/** Looks at the main thread's values through the inspector, which enters JavaScript also where it spins. */
export class Looks {
  #session: Session | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Looks, and calls back with what was seen; undefined when nothing was. A call may never come: native code runs. */
  look(request: LookRequest, onSeen: (value: unknown) => void): void {
    if (!this.#session) {
      this.#session = new Session();
      this.#session.connectToMainThread();
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), IDLE_MS);
    const expression = `globalThis[Symbol.for(${JSON.stringify(LOOK)})](${JSON.stringify(request)})`;
    this.#session.post("Runtime.evaluate", { expression, returnByValue: true }, (_, answer) =>
      onSeen(answer?.exceptionDetails ? undefined : answer?.result.value),
    );
  }

  /** Ends the session: an open one would keep the process from exiting. */
  close(): void {
    clearTimeout(this.#timer);
    this.#session?.disconnect();
    this.#session = undefined;
  }
}
