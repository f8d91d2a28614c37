/** What is known of a process that has ended. */
export interface ExitFacts {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote to its standard error past JavaScript: V8 and Node say there why they abort. */
  readonly lastErrors: string;
}

/** Says in a few words why a process ended. */
export function describeExit({ exitCode, signal, lastErrors }: ExitFacts): string {
  if (/FATAL ERROR: .*(out of memory|Allocation failed|invalid table size)/i.test(lastErrors)) {
    return "out of memory: JavaScript's heap was full; NODE_OPTIONS=--max-old-space-size=MEGABYTES gives it more";
  }
  if (signal === "SIGKILL") return "killed: SIGKILL, as when the machine's memory runs out";
  if (signal === "SIGSEGV" || signal === "SIGBUS" || signal === "SIGILL") {
    return `killed: ${signal}, a fault in native code`;
  }
  if (signal === "SIGABRT") return "killed: SIGABRT, as by process.abort() or a fault in native code";
  return signal ? `killed: ${signal}` : `exit code ${exitCode}`;
}
