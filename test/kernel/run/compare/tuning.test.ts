import { describe, expect, it } from "vitest";
import { readTuning, TuningError } from "../../../../kernel/run/compare/tuning.ts";
import { DEFAULT_TOLERANCE } from "../../../../kernel/run/compare/values/tolerance.ts";

const read = (source: string, metadata: Record<string, unknown> = {}) =>
  readTuning({ cell_type: "code", id: "a", source, metadata }, 3, DEFAULT_TOLERANCE);
const test = (value: unknown) => ({ transferlab: { test: value } });

describe("readTuning", () => {
  it("leaves a cell that says nothing at the default", () => {
    expect(read("// tests: none\nconst test = 1 // test: it")).toEqual({
      tolerance: DEFAULT_TOLERANCE,
      ignored: new Set(),
      isSkipped: false,
      mayFail: false,
    });
  });

  it.each([
    [read("// test: tolerance 0.02"), { relative: 0.02, absolute: 1e-7 }],
    [read("1\n  // test: tolerance absolute 0.5"), { relative: 0, absolute: 0.5 }],
    [read("// test: tolerance relative 0.02 absolute 0.1"), { relative: 0.02, absolute: 0.1 }],
    [read("", test({ tolerance: 0.02 })), { relative: 0.02, absolute: 1e-7 }],
    [read("", test({ tolerance: { absolute: 1 } })), { relative: 0, absolute: 1 }],
    [read("// test: tolerance 0.5", test({ tolerance: { absolute: 1 } })), { relative: 0.5, absolute: 1e-7 }],
  ])("reads a tolerance, which then covers whole numbers (%#)", ({ tolerance }, expected) => {
    expect(tolerance).toEqual({ ...expected, coversIntegers: true });
  });

  it("reads what is ignored and skipped", () => {
    expect(read("// test: ignore stdout, image/png").ignored).toEqual(new Set(["stdout", "image/png"]));
    expect(read("// test: ignore").ignored).toEqual(new Set(["all"]));
    expect(read("", test({ ignore: ["stderr"] })).ignored).toEqual(new Set(["stderr"]));
    expect(read("// test: skip").isSkipped).toBe(true);
    expect(read("", test({ skip: true })).isSkipped).toBe(true);
    expect(read("", { tags: ["skip-execution"] }).isSkipped).toBe(true);
    expect(read("", { tags: ["raises-exception"] }).mayFail).toBe(true);
  });

  it("reads nbval's markers, as comments and as tags", () => {
    expect(read("// NBVAL_IGNORE_OUTPUT").ignored).toEqual(new Set(["all"]));
    expect(read("// NBVAL_SKIP").isSkipped).toBe(true);
    expect(read("//NBVAL_RAISES_EXCEPTION").mayFail).toBe(true);
    expect(read("", { tags: ["nbval-raises-exception"] }).mayFail).toBe(true);
    expect(read("// NBVAL_CHECK_OUTPUT", test({ ignore: ["stdout"] })).ignored).toEqual(new Set());
  });

  it.each([
    [() => read("// test: tolerence 0.02"), "cell 3: test: tolerence 0.02: expected tolerance NUMBER"],
    [() => read("// test: tolerance much"), "cell 3: much: expected a number of at least 0"],
    [() => read("// test: tolerance -1"), "cell 3: -1: expected a number of at least 0"],
    [() => read("// test: tolerance"), "expected tolerance NUMBER"],
    [() => read("// test: tolerance total 1"), "cell 3: total: expected relative or absolute"],
    [() => read("// test: ignore output"), "cell 3: output: expected stdout, stderr, all or a MIME type"],
    [() => read("// test: skip it"), "cell 3: test: skip it"],
    [
      () => read("// NBVAL_IGNORE"),
      "cell 3: NBVAL_IGNORE: there is no such marker; expected NBVAL_IGNORE_OUTPUT",
    ],
    [() => read("", { tags: ["nbval-ignore"] }), "expected nbval-ignore-output"],
    [() => read("// NBVAL_CHECK_OUTPUT\n// NBVAL_IGNORE_OUTPUT"), "expected one of them"],
    [
      () => read("", test({ tolerances: 1 })),
      "cell 3: transferlab.test.tolerances: expected tolerance, ignore",
    ],
    [() => read("", test({ tolerance: "1" })), 'expected a number or { relative, absolute }, received "1"'],
    [() => read("", test({ tolerance: { all: 1 } })), "transferlab.test.tolerance.all"],
    [() => read("", test({ ignore: "stdout" })), 'expected a list, received "stdout"'],
    [() => read("", test({ skip: 1 })), "transferlab.test.skip: expected true, received 1"],
    [() => read("", test(true)), "expected an object, received true"],
    [() => read("", { "transferlab.test": {} }), "received a key with a dot"],
  ])("refuses what it can't understand, naming cell and word (%#)", (act, message) => {
    expect(act).toThrow(TuningError);
    expect(act).toThrow(message);
  });
});
