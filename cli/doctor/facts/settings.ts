const NAMES = [
  ...["TRANSFERLAB_HOME", "TRANSFERLAB_MIRROR", "TRANSFERLAB_OFFLINE", "TRANSFERLAB_THREADS"],
  ...["TRANSFERLAB_ENGINE", "TRANSFERLAB_TYPES", "TRANSFERLAB_HISTORY", "TRANSFERLAB_JUPYTER", "KERAS_HOME"],
  ...["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"],
];

/** Reads the settings that are set, under their names; user names and passwords in addresses are left out. */
export function readSettings(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const set = NAMES.flatMap((name) => {
    const isProxy = name.endsWith("_PROXY");
    const value = environment[name] ?? (isProxy ? environment[name.toLowerCase()] : undefined);
    return value ? [[name, value.replace(/^(\w+:\/\/)?[^/@\s]*@/, "$1")] as const] : [];
  });
  return Object.fromEntries(set);
}
