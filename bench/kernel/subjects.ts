import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  CONNECTION_FILE,
  kernelUnderTest,
  otherKernels,
} from "../../test/conformance/kernel/client/kernel-command.ts";

/** A kernel that is measured. */
export interface Subject {
  readonly name: string;
  readonly language: "typescript" | "python";
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How front ends interrupt it, by its own kernelspec. */
  readonly interruptedBy: "message" | "signal";
}

/** Finds the kernels that are here. `absent` says of each other one what would bring it in. */
export function findSubjects(): {
  subjects: readonly Subject[];
  absent: readonly string[];
  isBuilt: boolean;
} {
  const built = fileURLToPath(new URL("../../dist/kernel/main.js", import.meta.url));
  const isBuilt = existsSync(built);
  const command = isBuilt ? [process.execPath, built, CONNECTION_FILE] : kernelUnderTest();
  const subjects: Subject[] = [
    { name: "ours", language: "typescript", command, interruptedBy: "message" },
    {
      name: "ours, types off",
      language: "typescript",
      command,
      env: { TRANSFERLAB_TYPES: "off" },
      interruptedBy: "message",
    },
  ];
  const absent: string[] = [];
  const python = process.env.KERAS_PYTHON;
  if (python) {
    const ipykernel = [python, "-m", "ipykernel_launcher", "-f", CONNECTION_FILE];
    subjects.push({ name: "ipykernel", language: "python", command: ipykernel, interruptedBy: "signal" });
  } else absent.push("ipykernel: KERAS_PYTHON names no Python that has it");
  const deno = process.env.DENO ?? findProgram("deno");
  if (deno) {
    const command = otherKernels.deno(deno);
    subjects.push({ name: "Deno", language: "typescript", command, interruptedBy: "signal" });
  } else absent.push("Deno: neither DENO nor PATH names it");
  const tslab = process.env.TSLAB ?? findProgram("tslab");
  if (tslab) {
    const command = otherKernels.tslab(tslab);
    subjects.push({ name: "tslab", language: "typescript", command, interruptedBy: "signal" });
  } else absent.push("tslab: neither TSLAB nor PATH names it");
  return { subjects, absent, isBuilt };
}

function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
