import { describe, expect, it } from "vitest";
import { notRightYet, notTried, openExercise, right } from "../../../notebooks/exercises/checks/exercise.ts";

const checkSix = (answer: number | undefined) =>
  answer === undefined
    ? notTried
    : answer === 6
      ? right("six")
      : notRightYet(`expected 6, received ${answer} <b>`);
const open = () => openExercise({ six: checkSix, other: checkSix });

const jupyterDisplay = Symbol.for("Jupyter.display");
const shown = (value: object) => (value as Record<symbol, () => Record<string, string>>)[jupyterDisplay]!();

describe("openExercise", () => {
  it("says not tried yet, what is wrong, and right", async () => {
    const { check } = open();
    expect(await check("six", undefined)).toMatchObject({ status: "not tried yet" });
    expect(await check("six", 5)).toMatchObject({
      status: "not right yet",
      message: "expected 6, received 5 <b>",
    });
    expect(await check("six", 6)).toMatchObject({ task: "six", status: "right" });
  });

  it("makes a finding of an error in the reader's code", async () => {
    const { check } = openExercise({
      fails: () => {
        throw new TypeError("x is not a function");
      },
    });
    expect(await check("fails")).toMatchObject({
      status: "not right yet",
      message: "your code ended in an error. TypeError: x is not a function",
    });
  });

  it("lists the tasks in order, each as its last check found it", async () => {
    const { check, progress } = open();
    expect(progress()).toMatchObject({ done: 0, open: ["six", "other"] });
    await check("other", 6);
    await check("six", 6);
    await check("six", 5);
    expect(progress()).toMatchObject({ done: 1, open: ["six"] });
    expect(shown(progress())["text/plain"]).toBe("1 of 2 tasks done\n  six: not right yet\n  other: right");
  });

  it("shows a finding as text and as HTML, where nothing of an answer is markup", async () => {
    const { check } = open();
    expect(shown(await check("six", 5))["text/plain"]).toBe(
      "Not right yet (six): expected 6, received 5 <b>",
    );
    expect(shown(await check("six", 5))["text/html"]).toContain("expected 6, received 5 &lt;b&gt;");
  });
});
