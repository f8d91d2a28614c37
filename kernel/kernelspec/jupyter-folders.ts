import { homedir } from "node:os";
import { posix, win32 } from "node:path";

/** What decides where Jupyter looks: a parameter, so that the rules of one system can be asked for on another. */
export interface JupyterSystem {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Home folder of the user. */
  readonly home: string;
}

/** The system that this process runs on. */
export function thisSystem(): JupyterSystem {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

/** The rules for paths of a platform. */
export function pathOf(platform: NodeJS.Platform): typeof posix {
  return platform === "win32" ? win32 : posix;
}

/**
 * Returns the folder of a user's Jupyter data; kernels are in its `kernels`.
 *
 * @see jupyter_core 5.9, paths.py, `jupyter_data_dir`
 */
export function userDataFolder({ environment, platform, home }: JupyterSystem): string {
  const { join } = pathOf(platform);
  if (environment.JUPYTER_DATA_DIR) return environment.JUPYTER_DATA_DIR;
  if (isSet(environment.JUPYTER_PLATFORM_DIRS)) {
    const xdg = environment.XDG_DATA_HOME;
    if (platform === "win32") {
      return join(environment.LOCALAPPDATA || join(home, "AppData", "Local"), "Jupyter");
    }
    if (platform === "darwin") {
      return join(xdg || join(home, "Library", "Application Support"), "Jupyter");
    }
    return join(xdg || join(home, ".local", "share"), "jupyter");
  }
  if (platform === "darwin") return join(home, "Library", "Jupyter");
  if (platform === "win32") {
    if (environment.APPDATA) return join(environment.APPDATA, "jupyter");
    return join(environment.JUPYTER_CONFIG_DIR || join(home, ".jupyter"), "data");
  }
  return join(environment.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** Returns the folder of the Jupyter data of a Python environment, or of a prefix such as `/usr/local`. */
export function prefixDataFolder(prefix: string, { platform }: Pick<JupyterSystem, "platform">): string {
  const { join, resolve } = pathOf(platform);
  return join(resolve(prefix), "share", "jupyter");
}

/**
 * Returns the folders in which Jupyter looks for data, the first of them first.
 *
 * @param prefix - `sys.prefix` of the Python that Jupyter runs in; undefined when it is not known.
 * @see jupyter_core 5.9, paths.py, `jupyter_path`
 */
export function dataFolders(system: JupyterSystem, prefix?: string): string[] {
  const { environment, platform } = system;
  const { delimiter, join } = pathOf(platform);
  const named = (environment.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const user = [userDataFolder(system), ...userSiteFolders(system)];
  const ofPrefix = prefix === undefined ? [] : [prefixDataFolder(prefix, system)];
  const isEnvironment = Boolean(environment.VIRTUAL_ENV || environment.CONDA_PREFIX);
  const isPrefixFirst =
    environment.JUPYTER_PREFER_ENV_PATH === undefined
      ? isEnvironment
      : isSet(environment.JUPYTER_PREFER_ENV_PATH);
  const shared =
    platform !== "win32"
      ? ["/usr/local/share/jupyter", "/usr/share/jupyter"]
      : isSet(environment.JUPYTER_USE_PROGRAMDATA) && environment.PROGRAMDATA
        ? [join(environment.PROGRAMDATA, "jupyter")]
        : [];
  const all = [...named, ...(isPrefixFirst ? [...ofPrefix, ...user] : [...user, ...ofPrefix]), ...shared];
  return [...new Set(all.map((folder) => folder.replace(/(?<=.)[\\/]+$/, "")))];
}

/** Where `pip install --user` puts data. @see CPython, Lib/site.py, `_getuserbase` */
function userSiteFolders({ environment, platform, home }: JupyterSystem): string[] {
  const { join } = pathOf(platform);
  if (environment.PYTHONUSERBASE) return [join(environment.PYTHONUSERBASE, "share", "jupyter")];
  // macOS's framework builds and Windows have the version of Python in this path, which is not known here.
  return platform === "win32" ? [] : [join(home, ".local", "share", "jupyter")];
}

/** @see jupyter_core 5.9, paths.py, `envset` */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !["no", "n", "false", "off", "0", "0.0"].includes(value.toLowerCase());
}
