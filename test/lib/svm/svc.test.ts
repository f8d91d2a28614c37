import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { fitSvc } from "../../../lib/svm/fit-svc.ts";
import { type SvcRecord, svcFromRecord } from "../../../lib/svm/svc.ts";
import { cornerPoints as X } from "./small-sets.ts";

const y = [0, 0, 1, 1, 2, 2];

describe("svcFromRecord", () => {
  it.each([
    { kernel: "linear" },
    { kernel: "rbf" },
    { kernel: "poly", coef0: 1, standardize: false },
  ] as const)("decides as before a round trip through JSON: %o", (options) => {
    const svc = fitSvc(X, y, options);
    const again = svcFromRecord(JSON.parse(JSON.stringify(svc)));
    expect(again.decisionFunction(X, "ovo")).toEqual(svc.decisionFunction(X, "ovo"));
    expect(again.predict(X)).toEqual(y);
    expect(again.supportVectors).toEqual(svc.supportVectors);
    expect(again.scaler === null).toBe("standardize" in options);
  });

  it("refuses records whose parts do not fit together", () => {
    const record: SvcRecord = JSON.parse(JSON.stringify(fitSvc(X, y)));
    expect(() => svcFromRecord({ ...record, intercepts: [0] })).toThrow(/1 intercepts/);
    expect(() => svcFromRecord({ ...record, supportVectors: [] })).toThrow(ArgumentError);
    expect(() => svcFromRecord({ ...record, dualCoefficients: [[1], [2]] })).toThrow(ArgumentError);
    expect(() => svcFromRecord({ ...record, type: "linearSvc" as "svc" })).toThrow(/received linearSvc/);
    expect(() => svcFromRecord({} as SvcRecord)).toThrow(ArgumentError);
  });
});

describe("Svc", () => {
  const svc = fitSvc(X, y);

  it("cannot be altered", () => {
    expect(Object.isFrozen(svc)).toBe(true);
  });

  it("refuses other widths, values that are not finite and unknown shapes", () => {
    expect(() => svc.predict(matrixFromRows([[1, 2, 3]]))).toThrow(ShapeError);
    expect(() => svc.decisionFunction(matrixFromRows([[1, Number.NaN]]))).toThrow(/X\[row 0, column 1\]/);
    expect(() => svc.decisionFunction(X, "ova" as "ovr")).toThrow(/shape: expected "ovr" or "ovo"/);
  });

  it("orders pairs and classes", () => {
    const ovo = svc.decisionFunction(X, "ovo");
    expect(ovo.columns).toBe(3);
    expect(ovo.values[0]).toBeGreaterThan(0); // row 0 is class 0: pair (0, 1) votes for its first
    expect(ovo.values[2 * 3]).toBeLessThan(0);
    const ovr = svc.decisionFunction(X);
    y.forEach((label, row) => {
      const own = Array.from(ovr.values.subarray(3 * row, 3 * row + 3));
      expect(own.indexOf(Math.max(...own))).toBe(label);
    });
  });
});
