/**
 * `npm run bench:kernel`: our kernel side by side with ipykernel, Deno's and tslab, where they are there.
 *
 *     KERAS_PYTHON=python DENO=deno TSLAB=tslab npm run bench:kernel               all kernels, three rounds
 *     npm run bench:kernel -- --rounds 1 --only ours --drift 0                     one kernel, in short
 *
 * Rounds are interleaved, so that a slow spell of the machine hits all kernels; the table shows medians.
 */
import { cpus, release } from "node:os";
import { parseArgs } from "node:util";
import { type Figures, measureDrift, measureInterrupts, measureKernel } from "./measures.ts";
import { findSubjects, type Subject } from "./subjects.ts";
import { writeTable } from "./table.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    only: { type: "string", default: "" },
    drift: { type: "string", default: "1000" },
  },
});
const { subjects, absent, isBuilt } = findSubjects();
const wanted = subjects.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()));
const rounds = new Map(wanted.map(({ name }) => [name, [] as Figures[]]));

async function measure(
  subject: Subject,
  how: (subject: Subject, figures: Figures) => Promise<void>,
): Promise<void> {
  const figures: Figures = {};
  rounds.get(subject.name)!.push(figures);
  try {
    await how(subject, figures);
  } catch (error) {
    console.error(`${subject.name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

console.log(
  `${cpus()[0]?.model.trim()}, ${cpus().length} processors, Node.js ${process.version}, ${process.platform} ${release()}`,
);
console.log(
  `Ours runs ${isBuilt ? "from the build in dist/" : "from its sources through tsx, which is slower: no build in dist/"}.`,
);
for (const reason of absent) console.log(`Left out: ${reason}.`);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const subject of wanted) {
    console.error(`round ${round + 1}: ${subject.name}`);
    await measure(subject, measureKernel);
  }
}
for (const subject of wanted) {
  console.error(`interrupts: ${subject.name}`);
  await measure(subject, measureInterrupts);
}
const cells = Number(values.drift);
for (const subject of cells > 0 ? wanted : []) {
  console.error(`${cells} cells: ${subject.name}`);
  await measure(subject, (one, figures) => measureDrift(one, cells, figures));
}
console.log(`\n${writeTable(rounds)}`);
