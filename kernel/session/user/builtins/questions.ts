import { type MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { FromUser } from "../../protocol/messages.ts";

/** What the watchdog sends for an answered question. */
export interface Answer {
  readonly question: number;
  readonly text: string | null;
}

export interface QuestionsOptions {
  /** Where answers come. */
  readonly answers: MessagePort;
  /** Woken after each answer; holds its question's number. */
  readonly answered: Int32Array;
  readonly post: (message: FromUser) => void;
}

/** Makes the function that asks a question and stands still until it is answered. An interrupt ends the waiting. */
export function createQuestions({ answers, answered, post }: QuestionsOptions) {
  let last = 0;
  return (prompt: string, password: boolean): string | null => {
    const question = ++last;
    post({ type: "question", question, prompt, password });
    for (;;) {
      const seen = Atomics.load(answered, 0);
      const received = receiveMessageOnPort(answers) as { message: Answer } | undefined;
      // The answer to a question whose cell was interrupted comes too late, and is for nobody.
      if (received?.message.question === question) return received.message.text;
      if (!received) Atomics.wait(answered, 0, seen);
    }
  };
}
