import type { CommMessage } from "./protocol/comm-message.ts";

/** Which comms are open, and which messages of the front end are being handled. */
export class CommTraffic {
  readonly #targets = new Map<string, string>();
  readonly #handling = new Map<number, () => void>();
  #lastRun = 0;

  /** Target names by comm id. */
  get targets(): ReadonlyMap<string, string> {
    return this.#targets;
  }

  get isHandling(): boolean {
    return this.#handling.size > 0;
  }

  /** Notes what a message, of either side, opens or closes. */
  track({ type, commId, targetName }: CommMessage): void {
    if (type === "open") this.#targets.set(commId, targetName ?? "");
    else if (type === "close") this.#targets.delete(commId);
  }

  /** Numbers the handling of a message: below 0, where no cell's number is. */
  begin(): { readonly run: number; readonly handled: Promise<void> } {
    const run = -++this.#lastRun;
    return { run, handled: new Promise((settle) => this.#handling.set(run, settle)) };
  }

  finish(run: number): void {
    this.#handling.get(run)?.();
    this.#handling.delete(run);
  }

  /** The process has ended, and with it all comms. */
  end(): void {
    this.#targets.clear();
    for (const run of [...this.#handling.keys()]) this.finish(run);
  }
}
