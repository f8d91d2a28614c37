import type { Command } from "commander";
import { describe, expect, it } from "vitest";
import { createProgram } from "../../../cli/program.ts";
import { prose, read } from "./tracked-files.ts";

const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
const program = createProgram("0.0.0");
const lines = prose().flatMap(({ file, text }) => findCommands(text).map((command) => ({ file, command })));

describe("commands in documents and notebooks", () => {
  it("are found at all", () => {
    expect(lines.length).toBeGreaterThan(20);
    expect(findCommands("Type `npx transferlab models`.\n```\nnpm run bench -- svm   runs one\n```")).toEqual(
      ["npx transferlab models", "npm run bench -- svm"],
    );
  });

  it("of npm are scripts of package.json", () => {
    const named = lines.flatMap(({ file, command }) => {
      const script = command.match(/^npm (?:run ([a-z:-]+)|(start|test)\b)/);
      return script ? [{ file, command, script: (script[1] ?? script[2])! }] : [];
    });
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter(({ script }) => !(script in scripts))).toEqual([]);
  });

  it("of transferlab have names, options and arguments that it knows", () => {
    const faults = lines.flatMap(({ file, command }) => {
      const words = command.match(/^(?:npx )?transferlab\s+(.+)$/)?.[1];
      const fault = words === undefined ? undefined : findFault(splitWords(words));
      return fault === undefined ? [] : [{ file, command, fault }];
    });
    expect(faults).toEqual([]);
  });

  it("in help are known as well", () => {
    const examples = everyCommand(program).flatMap((command) => {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
      return Array.from(help.matchAll(/^ *\$ transferlab (.+)$/gm), ([, words]) => words!);
    });
    expect(examples.length).toBeGreaterThan(5);
    expect(examples.flatMap((words) => findFault(splitWords(words)) ?? [])).toEqual([]);
  });

  it("that nobody knows are found", () => {
    expect(findFault(["frobnicate"])).toBe("no command frobnicate");
    expect(findFault(["run", "a.ipynb", "--frobnicate"])).toBe("run has no option --frobnicate");
    expect(findFault(["models", "serve", "too", "many"])).toBe("serve takes 0 arguments, not 2");
    expect(findFault(["run", "a.ipynb", "--out", "here"])).toBeUndefined();
  });
});

/** Commands of npm and transferlab in code, inline or as lines of a block; in a block two spaces begin a remark. */
function findCommands(text: string): string[] {
  const begins = /^(?:\$ )?((?:npm (?:run|start|test)|npx transferlab|transferlab)\b.*)$/;
  const blocks = Array.from(text.matchAll(/^```(?:\w*)\n([\s\S]*?)^```/gm), ([, block]) =>
    block!.split("\n"),
  ).flat();
  const inline = Array.from(
    text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g),
    ([, code]) => code!,
  );
  return [...inline, ...blocks.map((line) => line.trim().split(/\s{2,}|\s+#\s/)[0]!)].flatMap((code) => {
    const command = code.match(begins)?.[1];
    return command === undefined ? [] : [command];
  });
}

function findFault(words: readonly string[]): string | undefined {
  let command = program;
  let rest = [...words];
  while (rest.length > 0) {
    const next = command.commands.find((one) => one.name() === rest[0]);
    if (next === undefined) break;
    command = next;
    rest = rest.slice(1);
  }
  if (command === program && rest[0] !== undefined && !rest[0].startsWith("-"))
    return `no command ${rest[0]}`;
  let count = 0;
  for (let index = 0; index < rest.length; index++) {
    const word = rest[index]!;
    // What follows is the shell's.
    if (/^[|>]/.test(word)) break;
    if (/^(…|\.\.\.)$/.test(word)) continue;
    if (!word.startsWith("-")) {
      count++;
      continue;
    }
    const flag = word.split("=")[0]!;
    if (["--help", "-h", ...(command === program ? ["--version", "-V"] : [])].includes(flag)) continue;
    const option = command.options.find(({ long, short }) => flag === long || flag === short);
    if (option === undefined) return `${command.name()} has no option ${flag}`;
    if (option.required && !word.includes("=")) index++;
  }
  const { registeredArguments: takes } = command;
  const isOpen = takes.some(({ variadic }) => variadic);
  if (count > takes.length && !isOpen)
    return `${command.name()} takes ${takes.length} arguments, not ${count}`;
  return undefined;
}

/** Words of a command as a shell splits them, quotes kept. */
function splitWords(command: string): string[] {
  return command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
}

function everyCommand(command: Command): Command[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}
