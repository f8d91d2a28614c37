/** One thing that the doctor says. */
export interface DoctorLine {
  readonly status: "ok" | "note" | "problem";
  /** Such as `"Node.js"`. */
  readonly topic: string;
  readonly text: string;
  /** What to do; always there for a problem. */
  readonly advice?: string;
  /** Whether `npm start` works all the same. */
  readonly isNeeded: boolean;
}

/** Makes lines of one topic. */
export function linesOf(topic: string, { isNeeded = false }: { readonly isNeeded?: boolean } = {}) {
  return {
    ok: (text: string): DoctorLine => ({ status: "ok", topic, text, isNeeded }),
    note: (text: string, advice: string): DoctorLine => ({ status: "note", topic, text, advice, isNeeded }),
    problem: (text: string, advice: string): DoctorLine => ({
      ...{ status: "problem", topic, text, advice, isNeeded },
    }),
  };
}
