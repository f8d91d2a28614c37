import { homedir } from "node:os";
import { EXIT_CODES } from "../../kernel/commands/exit-codes.ts";
import type { DoctorOptions } from "./command.ts";
import { describeComputing } from "./describe-computing.ts";
import { describePlaces } from "./describe-places.ts";
import { gatherFacts } from "./facts/gather.ts";
import { hideHome } from "./facts/hide-home.ts";
import type { DoctorLine } from "./line.ts";

/** `transferlab doctor` */
export async function doctor({ json }: DoctorOptions): Promise<number> {
  const facts = await gatherFacts();
  const lines = [...describeComputing(facts), ...describePlaces(facts)];
  const works = lines.every(({ status, isNeeded }) => !(isNeeded && status === "problem"));
  const report = json
    ? `${JSON.stringify(hideHome({ works, lines, facts }, homedir()), undefined, 2)}\n`
    : `transferlab ${facts.version}\n\n${formatLines(lines)}\n${summarize(works)}\n`;
  process.stdout.write(report);
  return works ? EXIT_CODES.ok : EXIT_CODES.error;
}

/** Lines of text: status, topic and what is said in columns; what to do below. */
export function formatLines(lines: readonly DoctorLine[]): string {
  const width = Math.max(...lines.map(({ topic }) => topic.length));
  return lines
    .map(({ status, topic, text, advice }) => {
      const first = `${status.padEnd(7)}  ${topic.padEnd(width)}  ${text}\n`;
      return advice === undefined ? first : `${first}${" ".repeat(width + 11)}To do: ${advice}\n`;
    })
    .join("");
}

function summarize(works: boolean): string {
  return works
    ? "What npm start needs works."
    : "npm start does not work here yet: see the problems above, the first of them first.";
}
