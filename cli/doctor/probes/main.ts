/** Entry of the process of one probe: `main.ts NAME` prints what it gives as JSON, on the last line. */
import { PROBES } from "./probes.ts";

const load = PROBES[process.argv[2] ?? ""];
if (load === undefined) throw new Error(`probe: expected ${Object.keys(PROBES).join(", ")}`);
const probe = await load();
const value = await probe();
process.stdout.write(`\nPROBE ${JSON.stringify(value ?? null)}\n`);
