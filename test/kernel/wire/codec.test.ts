import { describe, expect, it } from "vitest";
import { WireError } from "../../../kernel/errors.ts";
import { decodeMessage, encodeMessage } from "../../../kernel/wire/codec.ts";
import { createSigner } from "../../../kernel/wire/signer.ts";

const header = {
  msg_id: "1",
  msg_type: "execute_request",
  session: "s",
  username: "u",
  date: "2026-01-01T00:00:00.000Z",
  version: "5.5",
};
const signer = createSigner("secret", "hmac-sha256");
const message = {
  header,
  parent: {},
  metadata: { a: 1 },
  content: { code: "'😀\u2028'" },
  buffers: [Buffer.from([0, 255])],
};

function frames(changed: Partial<Record<number, string>> = {}): Buffer[] {
  const made = [Buffer.from("client"), ...encodeMessage(message, signer)].map((frame) => Buffer.from(frame));
  return made.map((frame, index) => {
    const text = changed[index];
    return text === undefined ? frame : Buffer.from(text);
  });
}

describe("decodeMessage", () => {
  it("reads what encodeMessage wrote, with identities and raw buffers", () => {
    expect(decodeMessage(frames(), signer)).toEqual({
      identities: [Buffer.from("client")],
      header,
      parentHeader: {},
      metadata: { a: 1 },
      content: { code: "'😀\u2028'" },
      buffers: [Buffer.from([0, 255])],
    });
  });

  it("takes null for an empty object, but not as the header", () => {
    const plain = createSigner("", "hmac-sha256");
    expect(decodeMessage(frames({ 4: "null" }), plain).parentHeader).toEqual({});
    expect(() => decodeMessage(frames({ 3: "null" }), plain)).toThrow("the header is not a JSON object");
  });

  it.each([
    ["another's signature", { 2: "0".repeat(64) }, "the signature is not that of the message"],
    ["no signature", { 2: "" }, "the signature is not that of the message"],
    ["a changed content", { 6: "{}" }, "the signature is not that of the message"],
    ["no delimiter", { 1: "<IDS>" }, "no delimiter among the frames"],
  ])("refuses %s", (_, changed, fault) => {
    expect(() => decodeMessage(frames(changed), signer)).toThrow(new WireError(fault));
  });

  it.each([
    ["what is not JSON", { 6: "{" }, "the content is not JSON"],
    ["a list for an object", { 5: "[]" }, "the metadata is not a JSON object"],
    ["a header without a type", { 3: '{"msg_id":"1"}' }, "the header has no msg_type or no msg_id"],
  ])("refuses %s", (_, changed, fault) => {
    const plain = createSigner("", "hmac-sha256");
    expect(() => decodeMessage(frames(changed), plain)).toThrow(new WireError(fault));
  });

  it("refuses frames that end early", () => {
    expect(() => decodeMessage(frames().slice(0, 5), signer)).toThrow("frames are missing");
    expect(() => decodeMessage(frames().slice(0, 2), signer)).toThrow("frames are missing");
  });
});

describe("createSigner", () => {
  it("signs as the protocol's HMAC does", () => {
    // Of RFC 4231, test case 2.
    const rfc = createSigner("Jefe", "hmac-sha256");
    expect(rfc.sign([Buffer.from("what do ya want "), Buffer.from("for nothing?")])).toBe(
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });

  it("knows other hashes, and says what it wants for unknown ones", () => {
    expect(createSigner("k", "hmac-md5").sign([])).toHaveLength(32);
    expect(() => createSigner("k", "sha256")).toThrow(
      "expected hmac- and a hash, as hmac-sha256, received sha256",
    );
    expect(() => createSigner("k", "hmac-none")).toThrow(WireError);
  });

  it("accepts everything without a key", () => {
    const plain = createSigner("", "hmac-sha256");
    expect(plain.sign([Buffer.from("x")])).toBe("");
    expect(plain.verify(Buffer.from("any"), [])).toBe(true);
  });
});
