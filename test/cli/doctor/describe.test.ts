import { describe, expect, it } from "vitest";
import { describeComputing } from "../../../cli/doctor/describe-computing.ts";
import { describePlaces } from "../../../cli/doctor/describe-places.ts";
import { formatLines } from "../../../cli/doctor/doctor.ts";
import type { DoctorFacts } from "../../../cli/doctor/facts/facts.ts";
import { factsWith } from "./facts.ts";

function lineOf(topic: string, changed: Partial<DoctorFacts>) {
  const facts = factsWith(changed);
  return [...describeComputing(facts), ...describePlaces(facts)].find((line) => line.topic === topic);
}

describe("the doctor's lines", () => {
  it("are all ok on a computer on which all is well", () => {
    const facts = factsWith();
    const lines = [...describeComputing(facts), ...describePlaces(facts)];
    expect(lines.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(lines.find(({ topic }) => topic === "Speed")?.text).toBe(
      "engine onnx, 4 threads of 4 processors: about 25 of resnet50, 6.3 of vgg16 (images a second at 224x224)",
    );
  });

  it.each<[string, Partial<DoctorFacts>, object]>([
    [
      "Node.js",
      { node: { version: "21.7.0", supported: "^20.19.0 || ^22.13.0 || >=24.0.0" } },
      { status: "problem", isNeeded: true, advice: expect.stringContaining("nodejs.org") },
    ],
    [
      "onnxruntime-node",
      {
        libraries: [
          {
            name: "onnxruntime-node",
            purpose: "computes",
            outcome: { works: false, reason: "ended by SIGILL" },
          },
        ],
      },
      { status: "problem", isNeeded: true, text: "computes, but does not work: ended by SIGILL" },
    ],
    [
      "zeromq",
      {
        libraries: [
          { name: "zeromq", purpose: "talks", outcome: { works: false, reason: "Error: no build" } },
        ],
      },
      { status: "problem", isNeeded: false },
    ],
    [
      "Speed",
      { speed: { works: false, reason: "no answer within 60 s" } },
      { status: "problem", isNeeded: false, text: "it can't be measured: no answer within 60 s" },
    ],
    [
      "Speed",
      {
        speed: {
          works: true,
          value: { engine: "onnx", threads: 1, networks: [{ name: "vgg16", secondsPerImage: 0.5 }] },
        },
        settings: { TRANSFERLAB_THREADS: "1" },
      },
      { status: "note", advice: "TRANSFERLAB_THREADS holds it to 1: unset it" },
    ],
    [
      "Engine tensorflow",
      { settings: { TRANSFERLAB_ENGINE: "tensorflow" } },
      { status: "problem", isNeeded: true },
    ],
    ["Memory", { memory: { freeBytes: 1e9, totalBytes: 4e9 } }, { status: "note", isNeeded: false }],
    [
      "Bundled weights",
      { bundled: [{ name: "vgg16.h5", state: "altered" }] },
      { status: "problem", isNeeded: true, text: "vgg16.h5 is altered" },
    ],
    [
      "ImageNet weights",
      { models: [] },
      { status: "note", advice: expect.stringContaining("transferlab models download") },
    ],
    [
      "Cache",
      { cache: { folder: "/c", fault: "EACCES: permission denied", sizeBytes: 0, freeBytes: 0 } },
      { status: "problem", isNeeded: true, advice: expect.stringContaining("TRANSFERLAB_HOME") },
    ],
    ["Kernel", { kernels: [] }, { status: "note", isNeeded: false }],
    [
      "Kernel",
      { kernels: [{ ...factsWith().kernels[0]!, missing: ["/gone/node"] }] },
      { status: "problem", isNeeded: false, text: expect.stringContaining("/gone/node is gone") },
    ],
    [
      "Jupyter",
      { jupyter: { works: true, value: { chosen: undefined, pythons: [] } } },
      { status: "note", text: "no JupyterLab 4 (no Python)" },
    ],
    [
      "Jupyter",
      { jupyter: { works: false, reason: "TRANSFERLAB_JUPYTER: /x is not there" } },
      { status: "problem", isNeeded: false },
    ],
    ["Settings", { settings: { TRANSFERLAB_OFFLINE: "1" } }, { status: "note" }],
    ["Settings", { settings: { TRANSFERLAB_OFFLINE: "0" } }, { status: "ok" }],
    ["Settings", { settings: { TRANSFERLAB_MIRROR: "192.168.0.1" } }, { status: "problem", isNeeded: false }],
  ])("%s: %j", (topic, changed, expected) => {
    expect(lineOf(topic, changed)).toMatchObject(expected);
  });

  it("always say what to do about a problem, in text that needs no colours", () => {
    const facts = factsWith({ bundled: [{ name: "vgg16.h5", state: "missing" }], kernels: [] });
    const text = formatLines(describePlaces(facts));
    expect(text).toMatch(/^problem {2}Bundled weights +vgg16\.h5 is missing\n +To do: git checkout/m);
    expect(text).toMatch(/^note {5}Kernel +Jupyter does not know it\n +To do: /m);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(text).not.toMatch(/\x1b/);
  });
});
