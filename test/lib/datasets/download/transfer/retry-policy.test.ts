import { describe, expect, it } from "vitest";
import {
  describeNetworkFailure,
  describeStatus,
  isPassingStatus,
  parseRetryAfter,
  pauseAfter,
} from "../../../../../lib/datasets/download/transfer/retry-policy.ts";

describe("parseRetryAfter", () => {
  const now = Date.parse("2026-01-01T00:00:00Z");
  it.each([
    ["7", 7000],
    [" 0 ", 0],
    ["Thu, 01 Jan 2026 00:01:00 GMT", 60_000],
    ["Wed, 31 Dec 2025 00:00:00 GMT", 0],
    ["soon", undefined],
    [undefined, undefined],
  ])("reads %j as %s ms", (header, expected) => {
    expect(parseRetryAfter(header, now)).toBe(expected);
  });
});

describe("pauseAfter", () => {
  it("doubles to 30 s, of which half is left to chance", () => {
    const longest = Array.from({ length: 9 }, (_, index) => pauseAfter(index + 1, 500, () => 1));
    expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    expect(pauseAfter(3, 500, () => 0)).toBe(1000);
  });
});

describe("isPassingStatus", () => {
  it("tells what a later try may mend", () => {
    const statuses = [
      200, 206, 301, 400, 401, 403, 404, 408, 410, 416, 425, 429, 500, 501, 502, 503, 504, 505,
    ];
    expect(statuses.filter(isPassingStatus)).toEqual([408, 425, 429, 500, 502, 503, 504]);
  });
});

describe("describeStatus", () => {
  it("names a status when it has a name", () => {
    expect([404, 299].map(describeStatus)).toEqual(["404 Not Found", "299"]);
  });
});

describe("describeNetworkFailure", () => {
  const failure = (code: string, options?: ErrorOptions) => Object.assign(new Error("x", options), { code });
  it.each([
    [failure("ECONNRESET"), "the connection was cut"],
    [failure("UND_ERR_BODY_TIMEOUT"), "no byte for 30 s"],
    [failure("HPE_INVALID_CONSTANT"), "an answer that is not HTTP (HPE_INVALID_CONSTANT)"],
    [
      new Error("fetch failed", { cause: failure("EAI_AGAIN") }),
      "the name of the server is not known (no network?)",
    ],
    [new AggregateError([failure("ECONNREFUSED")]), "no server answers there (connection refused)"],
    [failure("CERT_HAS_EXPIRED"), undefined],
    [new TypeError("a fault"), undefined],
    ["text", undefined],
  ])("says of %s: %s", (error, expected) => {
    expect(describeNetworkFailure(error, 30_000)).toBe(expected);
  });
});
