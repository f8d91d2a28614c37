import { describe, expect, it } from "vitest";
import { describeReply, readExecuteRequest } from "../../../kernel/dispatch/execute-request.ts";

describe("readExecuteRequest", () => {
  it("takes the protocol's defaults for what is missing", () => {
    expect(readExecuteRequest({ code: "1" })).toEqual({
      code: "1",
      isSilent: false,
      isStored: true,
      expressions: {},
      allowsInput: true,
      stopsOnError: true,
    });
  });

  it("never stores what is silent", () => {
    expect(readExecuteRequest({ code: "", silent: true, store_history: true }).isStored).toBe(false);
  });

  it.each([
    [{}, "code: expected text, received nothing"],
    [{ code: 5 }, "code: expected text, received 5"],
    [{ code: "", silent: "yes" }, 'silent: expected true or false, received "yes"'],
    [{ code: "", user_expressions: [] }, "user_expressions: expected an object, received []"],
    [{ code: "", user_expressions: { a: 1 } }, "user_expressions.a: expected text, received 1"],
  ])("says what is wrong with %j", (content, fault) => {
    expect(() => readExecuteRequest(content)).toThrow(fault);
  });
});

describe("describeReply", () => {
  const error = { name: "Error", message: "boom", frame: "", traceback: ["Error: boom"] };

  it("has the error of a cell that failed", () => {
    const outcome = { status: "error", error, died: false } as const;
    expect(describeReply({ outcome, ran: true, faults: [] }, 3)).toEqual({
      status: "error",
      execution_count: 3,
      ename: "Error",
      evalue: "boom",
      traceback: ["Error: boom"],
      user_expressions: {},
      payload: [],
    });
  });

  it("has each expression's own outcome, and a page of help", () => {
    const expressions = {
      good: { status: "ok", data: { "text/plain": "2" }, metadata: {} },
      bad: { status: "error", error },
    } as const;
    const help = { "text/plain": "help", "text/markdown": "help" };
    const reply = describeReply({ outcome: { status: "ok", expressions }, ran: true, faults: [], help }, 1);
    expect(reply.user_expressions).toEqual({
      good: { status: "ok", data: { "text/plain": "2" }, metadata: {} },
      bad: { status: "error", ename: "Error", evalue: "boom", traceback: ["Error: boom"] },
    });
    expect(reply.payload).toEqual([{ source: "page", data: help, start: 0 }]);
  });
});
