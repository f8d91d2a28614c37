import { describe, expect, it } from "vitest";
import { ArgumentError, ShapeError } from "../../../lib/errors/argument-error.ts";
import { matrixFromRows } from "../../../lib/matrix/matrix.ts";
import { fitLinearSvc } from "../../../lib/svm/fit-linear-svc.ts";
import { type LinearSvcRecord, linearSvcFromRecord } from "../../../lib/svm/linear-svc.ts";
import { cornerPoints as X } from "./small-sets.ts";

describe("linearSvcFromRecord", () => {
  it.each([[[0, 0, 1, 1, 2, 2]], [[0, 0, 1, 1, 1, 1]]])(
    "decides as before a round trip through JSON: %o",
    (y) => {
      const machine = fitLinearSvc(X, y);
      const again = linearSvcFromRecord(JSON.parse(JSON.stringify(machine)));
      expect(again.decisionFunction(X)).toEqual(machine.decisionFunction(X));
      expect(again.predict(X)).toEqual(machine.predict(X));
    },
  );

  it("refuses records whose parts do not fit together", () => {
    const record: LinearSvcRecord = JSON.parse(JSON.stringify(fitLinearSvc(X, [0, 0, 1, 1, 2, 2])));
    expect(() => linearSvcFromRecord({ ...record, classes: [0, 1] })).toThrow(/2 classes, 3 rows of coef/);
    expect(() => linearSvcFromRecord({ ...record, type: "svc" as "linearSvc" })).toThrow(/received svc/);
    expect(() => linearSvcFromRecord({} as LinearSvcRecord)).toThrow(ArgumentError);
  });

  it("checks rows to decide on", () => {
    const machine = fitLinearSvc(X, [0, 0, 1, 1, 2, 2]);
    expect(() => machine.predict(matrixFromRows([[1]]))).toThrow(ShapeError);
    expect(() => machine.predict(matrixFromRows([[1, Number.NaN]]))).toThrow(/X\[row 0, column 1\]/);
  });
});
