/** Imports for cells. The loader hooks know this module by its address, and look from the notebook's file instead. */
export function importModule(
  specifier: string,
  options?: ImportCallOptions,
): Promise<Record<string, unknown>> {
  return import(specifier, options);
}

/** This module's address. */
export const IMPORTER_URL: string = import.meta.url;
