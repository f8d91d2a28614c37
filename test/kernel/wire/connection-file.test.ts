import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ConnectionFileError } from "../../../kernel/errors.ts";
import { readConnectionFile } from "../../../kernel/wire/connection-file.ts";

const folder = mkdtempSync(join(tmpdir(), "connection-"));
afterAll(() => rmSync(folder, { recursive: true }));

const fields = {
  ip: "127.0.0.1",
  transport: "tcp",
  shell_port: 5001,
  iopub_port: 5002,
  stdin_port: 5003,
  control_port: 5004,
  hb_port: 5005,
  key: "k",
  signature_scheme: "hmac-sha256",
};

function write(content: unknown): string {
  const file = join(folder, "connection.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("readConnectionFile", () => {
  it("finds the address of each channel", async () => {
    expect(await readConnectionFile(write(fields))).toEqual({
      addresses: {
        shell: "tcp://127.0.0.1:5001",
        iopub: "tcp://127.0.0.1:5002",
        stdin: "tcp://127.0.0.1:5003",
        control: "tcp://127.0.0.1:5004",
        hb: "tcp://127.0.0.1:5005",
      },
      key: "k",
      signatureScheme: "hmac-sha256",
    });
  });

  it("knows ipc paths, IPv6 and keys for encryption", async () => {
    const ipc = await readConnectionFile(write({ ...fields, transport: "ipc", ip: "/tmp/k-ipc" }));
    expect(ipc.addresses.shell).toBe("ipc:///tmp/k-ipc-5001");
    const v6 = await readConnectionFile(write({ ...fields, ip: "::1" }));
    expect(v6.addresses.hb).toBe("tcp://[::1]:5005");
    const curve = await readConnectionFile(write({ ...fields, curve_publickey: "p", curve_secretkey: "s" }));
    expect(curve.curve).toEqual({ publicKey: "p", secretKey: "s" });
  });

  it.each([
    ["a port that is missing", { ...fields, hb_port: undefined }, "hb_port: expected a port from 1 to 65535"],
    ["a port that is no number", { ...fields, shell_port: "5001" }, 'received "5001"'],
    ["another transport", { ...fields, transport: "udp" }, "transport: expected tcp or ipc, received udp"],
    ["a key that is no text", { ...fields, key: 5 }, "key: expected text, received 5"],
    ["what is not JSON", "{", "expected a connection file of Jupyter"],
  ])("refuses %s", async (_, content, fault) => {
    const failed = readConnectionFile(write(content));
    await expect(failed).rejects.toThrow(ConnectionFileError);
    await expect(failed).rejects.toThrow(fault);
  });

  it("says that a file is not there", async () => {
    await expect(readConnectionFile(join(folder, "none.json"))).rejects.toThrow("none.json");
  });
});
