/** What a specifier of another runtime's stands for among installed packages. */
export interface ForeignSpecifier {
  /** As Node would write it. */
  readonly specifier: string;
  /** Installs the package. */
  readonly command: string;
}

const FOREIGN = /^(npm|jsr):\/?(?<name>@[^/@]+\/[^/@]+|[^/@]+)(?:@[^/]*)?(?<path>\/.*)?$/;

/**
 * Reads `npm:` and `jsr:` specifiers, which notebooks made for Deno have. The version in them is not looked at: the
 * installed one counts. A JSR package has the name that JSR's npm registry gives it.
 *
 * @example readForeignSpecifier("npm:lodash@4/map.js") // { specifier: "lodash/map.js", command: "npm install lodash" }
 * @see https://jsr.io/docs/npm-compatibility
 */
export function readForeignSpecifier(specifier: string): ForeignSpecifier | undefined {
  const { name, path = "" } = FOREIGN.exec(specifier)?.groups ?? {};
  if (name === undefined) return undefined;
  if (specifier.startsWith("npm:")) return { specifier: `${name}${path}`, command: `npm install ${name}` };
  const installed = `@jsr/${name.slice(1).replace("/", "__")}`;
  return { specifier: `${installed}${path}`, command: `npx jsr add ${name}` };
}

/** Tells how to get a package that an import did not find; undefined when it is no package. */
export function findInstallCommand(specifier: string): string | undefined {
  const foreign = readForeignSpecifier(specifier);
  if (foreign) return foreign.command;
  const name = /^(@[a-z\d~][\w.~-]*\/[a-z\d~][\w.~-]*|[a-z\d~][\w.~-]*)(\/|$)/i.exec(specifier)?.[1];
  return name === undefined ? undefined : `npm install ${name}`;
}
