import { describe, expect, it } from "vitest";
import { sessionCache } from "../../../../lib/tensors/onnx/session-cache.ts";

function traced() {
  const disposed: string[] = [];
  const built: string[] = [];
  const session = (name: string) => () => {
    built.push(name);
    return { run: () => undefined, dispose: () => void disposed.push(name) };
  };
  return { disposed, built, session };
}

describe("sessionCache", () => {
  it("builds a session once a key", () => {
    const { built, session } = traced();
    const cache = sessionCache(2);
    expect(cache.obtain("a", session("a"))).toBe(cache.obtain("a", session("a again")));
    expect(built).toEqual(["a"]);
  });

  it("disposes the one that was not used for longest when there are too many", () => {
    const { disposed, session } = traced();
    const cache = sessionCache(2);
    cache.obtain("a", session("a"));
    cache.obtain("b", session("b"));
    cache.obtain("a", session("a again"));
    cache.obtain("c", session("c"));
    expect(disposed).toEqual(["b"]);
    expect(cache.size).toBe(2);
  });

  it("disposes all", () => {
    const { disposed, session } = traced();
    const cache = sessionCache(2);
    cache.obtain("a", session("a"));
    cache.dispose();
    expect(disposed).toEqual(["a"]);
    expect(cache.size).toBe(0);
  });

  it("keeps nothing of a session that could not be built", () => {
    const cache = sessionCache(2);
    const fail = () => {
      throw new Error("no");
    };
    expect(() => cache.obtain("a", fail)).toThrow("no");
    expect(cache.size).toBe(0);
  });
});
