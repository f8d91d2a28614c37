import { once } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { createTextStream } from "../../../../../kernel/session/user/output/standard-streams.ts";

function createRecorder(onText: () => void = () => {}) {
  const texts: string[] = [];
  const stream = createTextStream((text) => {
    texts.push(text);
    onText();
  });
  return { stream, texts };
}

describe("createTextStream", () => {
  it("hands on text at once, and calls back later", async () => {
    const { stream, texts } = createRecorder();
    let isDone = false;
    expect(stream.write("a", () => (isDone = true))).toBe(true);
    expect([texts, isDone]).toEqual([["a"], false]);
    await new Promise((next) => stream.write("b", "utf8", next));
    expect([texts, isDone]).toEqual([["a", "b"], true]);
  });

  it("decodes bytes, also of a character in two pieces, and other encodings", () => {
    const { stream, texts } = createRecorder();
    const bytes = Buffer.from("ü😀");
    stream.write(bytes.subarray(0, 3));
    stream.write(new Uint8Array(bytes.subarray(3)));
    stream.write("aGk=", "base64");
    expect(texts.join("")).toBe("ü😀hi");
  });

  it("goes on after a write that did not come to its end", () => {
    let isCut = true;
    const { stream, texts } = createRecorder(() => {
      if (isCut) throw new Error("cut");
    });
    expect(() => stream.write("a")).toThrow("cut");
    isCut = false;
    stream.write("b");
    expect(texts).toEqual(["a", "b"]);
  });

  it("can be piped into and ended, and still takes text", async () => {
    const { stream, texts } = createRecorder();
    Readable.from(["a", "b"]).pipe(stream);
    await once(stream, "finish");
    stream.write("c");
    expect(texts.join("")).toBe("abc");
    const other = createRecorder();
    other.stream.end("last");
    await once(other.stream, "finish");
    expect(other.texts).toEqual(["last"]);
  });

  it("refuses what is no text", () => {
    const { stream } = createRecorder();
    expect(() => stream.write(5)).toThrow("expected a string, Buffer or typed array, received number");
    expect(() => stream.write(null)).toThrow("received null");
  });
});
