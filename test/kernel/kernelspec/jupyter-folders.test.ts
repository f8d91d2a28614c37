import { describe, expect, it } from "vitest";
import {
  dataFolders,
  type JupyterSystem,
  prefixDataFolder,
  userDataFolder,
} from "../../../kernel/kernelspec/jupyter-folders.ts";

const linux = (environment: JupyterSystem["environment"] = {}): JupyterSystem => ({
  environment,
  platform: "linux",
  home: "/home/ada",
});
const mac = (environment: JupyterSystem["environment"] = {}): JupyterSystem => ({
  environment,
  platform: "darwin",
  home: "/Users/ada",
});
const windows = (environment: JupyterSystem["environment"] = {}): JupyterSystem => ({
  environment,
  platform: "win32",
  home: "C:\\Users\\ada",
});

describe("userDataFolder", () => {
  it.each<[string, JupyterSystem, string]>([
    ["Linux", linux(), "/home/ada/.local/share/jupyter"],
    ["Linux with XDG_DATA_HOME", linux({ XDG_DATA_HOME: "/data" }), "/data/jupyter"],
    ["an empty XDG_DATA_HOME", linux({ XDG_DATA_HOME: "" }), "/home/ada/.local/share/jupyter"],
    ["JUPYTER_DATA_DIR before it", linux({ XDG_DATA_HOME: "/data", JUPYTER_DATA_DIR: "/j" }), "/j"],
    ["macOS", mac({ XDG_DATA_HOME: "/data" }), "/Users/ada/Library/Jupyter"],
    [
      "macOS by its own rules",
      mac({ JUPYTER_PLATFORM_DIRS: "1" }),
      "/Users/ada/Library/Application Support/Jupyter",
    ],
    ["Windows", windows({ APPDATA: "C:\\Roaming" }), "C:\\Roaming\\jupyter"],
    ["Windows without APPDATA", windows(), "C:\\Users\\ada\\.jupyter\\data"],
    ["Windows with a folder of settings", windows({ JUPYTER_CONFIG_DIR: "D:\\conf" }), "D:\\conf\\data"],
    [
      "Windows by its own rules",
      windows({ JUPYTER_PLATFORM_DIRS: "1", APPDATA: "C:\\Roaming", LOCALAPPDATA: "C:\\Local" }),
      "C:\\Local\\Jupyter",
    ],
    ["JUPYTER_PLATFORM_DIRS=0", windows({ JUPYTER_PLATFORM_DIRS: "0", APPDATA: "C:\\R" }), "C:\\R\\jupyter"],
  ])("follows Jupyter's rule: %s", (_, system, folder) => {
    expect(userDataFolder(system)).toBe(folder);
  });
});

describe("prefixDataFolder", () => {
  it("is share/jupyter of the prefix", () => {
    expect(prefixDataFolder("/opt/env/", linux())).toBe("/opt/env/share/jupyter");
    expect(prefixDataFolder("C:\\env", windows())).toBe("C:\\env\\share\\jupyter");
  });
});

describe("dataFolders", () => {
  it("has the folders of JUPYTER_PATH first, then the user's, the environment's and those of all", () => {
    expect(dataFolders(linux({ JUPYTER_PATH: "/a:/b/", XDG_DATA_HOME: "/x" }), "/opt/env")).toEqual([
      "/a",
      "/b",
      "/x/jupyter",
      "/home/ada/.local/share/jupyter",
      "/opt/env/share/jupyter",
      "/usr/local/share/jupyter",
      "/usr/share/jupyter",
    ]);
  });

  it.each([
    [{ VIRTUAL_ENV: "/opt/env" }, true],
    [{ VIRTUAL_ENV: "/opt/env", JUPYTER_PREFER_ENV_PATH: "0" }, false],
    [{ JUPYTER_PREFER_ENV_PATH: "1" }, true],
    [{}, false],
  ])("has an environment's before the user's with %j: %j", (environment, isFirst) => {
    const [first] = dataFolders(linux(environment), "/opt/env");
    expect(first === "/opt/env/share/jupyter").toBe(isFirst);
  });

  it("takes PROGRAMDATA on Windows only when Jupyter is told to", () => {
    const environment = { APPDATA: "C:\\R", PROGRAMDATA: "C:\\ProgramData" };
    expect(dataFolders(windows(environment), "C:\\env")).toEqual([
      "C:\\R\\jupyter",
      "C:\\env\\share\\jupyter",
    ]);
    expect(dataFolders(windows({ ...environment, JUPYTER_USE_PROGRAMDATA: "1" }))).toEqual([
      "C:\\R\\jupyter",
      "C:\\ProgramData\\jupyter",
    ]);
  });
});
