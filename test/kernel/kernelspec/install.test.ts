import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { installKernelspec, uninstallKernelspec } from "../../../kernel/kernelspec/install.ts";
import { createKernelspec } from "../../../kernel/kernelspec/kernelspec.ts";
import { KernelspecError } from "../../../kernel/kernelspec/kernelspec-error.ts";
import { listKernelspecs } from "../../../kernel/kernelspec/list.ts";

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "transferlab-kernelspec-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

function put(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const command = { command: [process.execPath, process.argv[1]!], version: "1.2.3" };
const kernelspec = createKernelspec(command);
const OTHERS = JSON.stringify({ argv: ["python"], display_name: "Other", language: "python" });

describe("createKernelspec", () => {
  it("starts the command with a connection file, to be interrupted by messages", () => {
    expect(kernelspec).toEqual({
      argv: [process.execPath, process.argv[1], "{connection_file}"],
      display_name: "TypeScript (transferlab)",
      language: "typescript",
      interrupt_mode: "message",
      kernel_protocol_version: "5.5",
      metadata: { debugger: false, supported_encryption: ["curve"], transferlab: { version: "1.2.3" } },
    });
  });

  it("hands the policy on types over in the environment", () => {
    expect(createKernelspec(command, { displayName: "Loose", types: "off" })).toMatchObject({
      display_name: "Loose",
      env: { TRANSFERLAB_TYPES: "off" },
    });
  });
});

describe("installKernelspec", () => {
  it("writes kernel.json and three logos, and nothing beside them", async () => {
    await using folder = await temporaryFolder();
    const data = join(folder.path, "share", "jupyter");
    const path = await installKernelspec(kernelspec, data, { name: "TransferLab" });
    expect(path).toBe(join(data, "kernels", "transferlab"));
    expect(readdirSync(path).sort()).toEqual([
      "kernel.json",
      "logo-32x32.png",
      "logo-64x64.png",
      "logo-svg.svg",
    ]);
    expect(JSON.parse(readFileSync(join(path, "kernel.json"), "utf8"))).toEqual(kernelspec);
    for (const size of [32, 64]) {
      const png = readFileSync(join(path, `logo-${size}x${size}.png`));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(readdirSync(data)).toEqual(["kernels"]);
    expect(readdirSync(join(data, "kernels"))).toEqual(["transferlab"]);
  });

  it("replaces one of ours, and leaves nothing of it", async () => {
    await using folder = await temporaryFolder();
    const path = await installKernelspec(kernelspec, folder.path, { name: "a" });
    put(join(path, "kernel.js"), "of an older version");
    await installKernelspec(createKernelspec(command, { displayName: "New" }), folder.path, { name: "a" });
    expect(existsSync(join(path, "kernel.js"))).toBe(false);
    expect(readFileSync(join(path, "kernel.json"), "utf8")).toContain('"New"');
    expect(readdirSync(folder.path)).toEqual(["kernels"]);
  });

  it.each([OTHERS, "not JSON", "null"])(
    "does not touch another's, %j, unless it is told to",
    async (text) => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, "kernels", "a", "kernel.json");
      put(file, text);
      const install = (replace: boolean) =>
        installKernelspec(kernelspec, folder.path, { name: "a", replace });
      await expect(install(false)).rejects.toThrow(/is another program's; .*--replace$/);
      expect(readFileSync(file, "utf8")).toBe(text);
      await install(true);
      expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(kernelspec);
    },
  );

  it.each(["", "two words", "ü", "..", "a/b"])("refuses the name %j", async (name) => {
    await using folder = await temporaryFolder();
    await expect(installKernelspec(kernelspec, folder.path, { name })).rejects.toThrow(
      /^kernel name: expected/,
    );
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("says so when it can't write, and leaves what was there", async () => {
    await using folder = await temporaryFolder();
    put(join(folder.path, "file"), "");
    const install = installKernelspec(kernelspec, join(folder.path, "file"), { name: "a" });
    await expect(install).rejects.toThrow(KernelspecError);
    await expect(install).rejects.toThrow(/^kernel a: .*file.kernels.a can't be written: /);
    expect(readdirSync(folder.path)).toEqual(["file"]);
  });
});

describe("uninstallKernelspec", () => {
  it("deletes one of ours and leaves the other kernels", async () => {
    await using folder = await temporaryFolder();
    await installKernelspec(kernelspec, folder.path, { name: "a" });
    await installKernelspec(kernelspec, folder.path, { name: "b" });
    await uninstallKernelspec(folder.path, "A");
    expect(readdirSync(join(folder.path, "kernels"))).toEqual(["b"]);
    expect(readdirSync(folder.path)).toEqual(["kernels"]);
  });

  it("does not delete another's, nor what is not there", async () => {
    await using folder = await temporaryFolder();
    put(join(folder.path, "kernels", "a", "kernel.json"), OTHERS);
    await expect(uninstallKernelspec(folder.path, "a")).rejects.toThrow(/is another program's/);
    await expect(uninstallKernelspec(folder.path, "b")).rejects.toThrow(
      /is not there; transferlab kernel list/,
    );
    expect(existsSync(join(folder.path, "kernels", "a", "kernel.json"))).toBe(true);
  });
});

describe("listKernelspecs", () => {
  it("lists ours in the order of the folders, with what is gone and what hides them", async () => {
    await using folder = await temporaryFolder();
    const [first, second, third] = ["1", "2", "3"].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    put(join(first, "kernels", "other", "kernel.json"), OTHERS);
    put(join(first, "kernels", "empty", "notes"), "");
    const gone = join(folder.path, "gone", "main.js");
    const broken = createKernelspec(
      { command: [process.execPath, gone], version: "0.0.1" },
      { displayName: "Old" },
    );
    const oldPath = await installKernelspec(broken, second, { name: "a" });
    const newPath = await installKernelspec(kernelspec, third, { name: "A" });
    const hidden = await installKernelspec(kernelspec, third, { name: "other" });
    const rest = { displayName: "TypeScript (transferlab)", version: "1.2.3", missing: [] };
    expect(await listKernelspecs([first, second, third, join(folder.path, "none")])).toEqual([
      {
        name: "a",
        displayName: "Old",
        folder: oldPath,
        version: "0.0.1",
        missing: [gone],
        hiddenBy: undefined,
      },
      { ...rest, name: "a", folder: newPath, hiddenBy: oldPath },
      { ...rest, name: "other", folder: hidden, hiddenBy: join(first, "kernels", "other") },
    ]);
  });
});
