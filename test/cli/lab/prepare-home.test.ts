import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { describe, expect, it } from "vitest";
import { prepareLabHome } from "../../../cli/lab/prepare-home.ts";

async function temporaryFolder() {
  const path = await mkdtemp(join(tmpdir(), "transferlab-lab-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

const readJson = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));

function prepare(root: string, environment: Record<string, string> = {}, jupyterlab = "4.4.0") {
  return prepareLabHome(join(root, ".jupyter"), {
    notebooks: join(root, "notebooks"),
    jupyterlab,
    system: { environment, platform: process.platform, home: root },
  });
}

describe("prepareLabHome", () => {
  it("puts kernel, extension and settings into the folder, and names it to Jupyter first", async () => {
    await using folder = await temporaryFolder();
    const home = join(folder.path, ".jupyter");
    mkdirSync(join(folder.path, "notebooks"));
    writeFileSync(join(folder.path, "notebooks", "README.md"), "# Contents\n");
    const environment = await prepare(folder.path, { JUPYTER_PATH: "/elsewhere" });
    expect(readJson(home, "data", "kernels", "transferlab", "kernel.json").display_name).toBe(
      "TypeScript (transferlab)",
    );
    expect(existsSync(join(home, "data", "labextensions", "transferlab-figures", "package.json"))).toBe(true);
    expect(readJson(home, "defaults", "jupyter_lab_config.json").LabApp.default_url).toBe(
      "/lab/tree/README.md",
    );
    expect(readJson(home, "defaults", "jupyter_server_config.json").ServerApp.root_dir).toBe(
      join(folder.path, "notebooks"),
    );
    expect(readJson(home, "package.json").type).toBe("commonjs");
    const [first, second] = environment.JUPYTER_PATH!.split(delimiter);
    expect([first, second]).toEqual([join(home, "data"), "/elsewhere"]);
    expect(environment).toMatchObject({
      JUPYTER_DATA_DIR: join(home, "data"),
      JUPYTER_CONFIG_DIR: join(home, "config"),
      JUPYTER_RUNTIME_DIR: join(home, "runtime"),
    });
  });

  it("keeps what the user has changed, and takes settings of theirs where they name them", async () => {
    await using folder = await temporaryFolder();
    await prepare(folder.path);
    const themes = join(
      ...[folder.path, ".jupyter", "config", "lab", "user-settings", "@jupyterlab", "apputils-extension"],
      "themes.jupyterlab-settings",
    );
    writeFileSync(themes, '{ "theme": "JupyterLab Dark" }');
    const environment = await prepare(folder.path, { JUPYTER_CONFIG_DIR: "/own" });
    expect(readJson(themes)).toEqual({ theme: "JupyterLab Dark" });
    expect(environment.JUPYTER_CONFIG_DIR).toBe("/own");
  });

  it("opens the list of files without a contents page, and sets nothing that an older JupyterLab lacks", async () => {
    await using folder = await temporaryFolder();
    await prepare(folder.path, {}, "4.0.13");
    const home = join(folder.path, ".jupyter");
    expect(readJson(home, "defaults", "jupyter_lab_config.json").LabApp.default_url).toBe("/lab");
    const settings = join(home, "config", "lab", "user-settings", "@jupyterlab", "apputils-extension");
    expect(existsSync(join(settings, "notification.jupyterlab-settings"))).toBe(true);
    expect(existsSync(join(settings, "themes.jupyterlab-settings"))).toBe(false);
  });
});
