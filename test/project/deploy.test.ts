import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFileSync(join(root, file), "utf8");
const isWindows = process.platform === "win32";

describe("deploy/Dockerfile", () => {
  const lines = read("deploy/Dockerfile").split("\n");
  const copied = lines
    .filter((line) => line.startsWith("COPY ") && !line.includes("--from="))
    .flatMap((line) => line.split(" ").slice(1, -1));

  it("copies what is there, and what .dockerignore lets through", () => {
    expect(copied.length).toBeGreaterThan(10);
    expect(copied.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    const allowed = read(".dockerignore")
      .split("\n")
      .filter((line) => line.startsWith("!"))
      .map((line) => line.slice(1));
    const isAllowed = (path: string) => allowed.some((one) => path === one || path.startsWith(`${one}/`));
    expect(copied.filter((path) => !isAllowed(path))).toEqual([]);
  });

  it("names its base images by tag, and a Node.js that package.json supports", () => {
    const images = lines.flatMap((line) => /^ARG (?:NODE|PYTHON)_IMAGE=(\S+)$/.exec(line)?.[1] ?? []);
    expect(images).toHaveLength(2);
    for (const image of images) expect(image).toMatch(/^[a-z]+:\d+\.\d+-/);
  });
});

describe.skipIf(isWindows)(`deploy/start-student.sh${isWindows ? " (skipped: no POSIX shell)" : ""}`, () => {
  it("gives the notebooks and the class's weights, keeps a student's own, and runs the command", async () => {
    const folder = await mkdtemp(join(tmpdir(), "transferlab-student-"));
    try {
      const [shared, home] = [join(folder, "shared"), join(folder, "home of Ada")];
      mkdirSync(shared);
      mkdirSync(join(home, "notebooks"), { recursive: true });
      const own = join(home, "notebooks", "03-pretrained-classifier.ipynb");
      writeFileSync(own, "mine");
      const start = () =>
        execFileSync("sh", [join(root, "deploy", "start-student.sh"), "pwd"], {
          env: {
            PATH: process.env.PATH,
            HOME: home,
            TRANSFERLAB_PACKAGE: root,
            TRANSFERLAB_SHARED_MODELS: shared,
          },
          encoding: "utf8",
        });
      expect(start().trim()).toMatch(/home of Ada\/notebooks$/);
      start();
      expect(readFileSync(own, "utf8")).toBe("mine");
      const other = "05-integrated-feature-extractor.ipynb";
      expect(readFileSync(join(home, "notebooks", other), "utf8")).toBe(read(`notebooks/${other}`));
      const models = join(home, ".cache", "transferlab", "models");
      expect(lstatSync(models).isSymbolicLink()).toBe(true);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
