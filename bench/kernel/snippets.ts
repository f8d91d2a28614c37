import type { Subject } from "./subjects.ts";

/** What is run, in the language of a kernel. */
export interface Snippets {
  readonly firstCell: string;
  /** A trivial cell that differs from all others. */
  readonly cell: (number: number) => string;
  readonly lines: (howMany: number) => string;
  /** A loop that never yields. */
  readonly spin: (ms: number) => string;
  readonly completions: readonly string[];
  readonly inspections: readonly string[];
  /** Endless work, by where it is. */
  readonly endless: Readonly<Record<string, string>>;
}

export const INTERRUPT_PLACES = [
  "loop",
  "loop after an await",
  "loop in a timer",
  "RegExp",
  "Atomics.wait",
] as const;

const typescript: Snippets = {
  firstCell: "const first: number = 1; first + 1",
  cell: (number) =>
    `const value${number} = ${number}; let text${number} = "cell ${number}"; value${number} + 1`,
  lines: (howMany) => `for (let line = 0; line < ${howMany}; line++) console.log(line)`,
  spin: (ms) => `{ const end = Date.now() + ${ms}; while (Date.now() < end); }`,
  completions: [
    "Math.ma",
    "JSON.str",
    "Number.MAX",
    "Object.ent",
    "Array.fr",
    "first.toF",
    "console.lo",
    "Date.no",
  ],
  inspections: ["Math.max", "JSON.stringify", "Object.entries", "structuredClone", "console.log", "Date.now"],
  endless: {
    loop: "while (true);",
    "loop after an await": "await null; while (true);",
    "loop in a timer": "await new Promise(() => { setTimeout(() => { while (true); }, 5) })",
    RegExp: '/(a+)+b/.test("a".repeat(40))',
    "Atomics.wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
  },
};

const python: Snippets = {
  firstCell: "first = 1; first + 1",
  cell: (number) => `value${number} = ${number}; text${number} = "cell ${number}"; value${number} + 1`,
  lines: (howMany) => `for line in range(${howMany}): print(line)`,
  spin: (ms) => `import time\nend = time.time() + ${ms / 1000}\nwhile time.time() < end: pass`,
  completions: [
    "str.upp",
    "dict.ite",
    "list.app",
    "int.to_",
    "bytes.dec",
    "first.bit",
    "print.__na",
    "set.uni",
  ],
  inspections: ["str.upper", "dict.items", "print", "len", "sorted", "zip"],
  endless: {
    loop: "while True: pass",
    "loop after an await": "import asyncio\nawait asyncio.sleep(0)\nwhile True: pass",
    "loop in a timer":
      "import asyncio\ndef spin():\n  while True: pass\nasyncio.get_running_loop().call_later(0.005, spin)\nawait asyncio.sleep(600)",
    RegExp: 'import re\nre.match("(a+)+b", "a" * 40)',
  },
};

export function snippetsOf({ language }: Subject): Snippets {
  return language === "python" ? python : typescript;
}
