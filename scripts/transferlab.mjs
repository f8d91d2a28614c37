#!/usr/bin/env node
/**
 * The command `transferlab`, as npm and npx find it. In a checkout it first sets up what is missing or has changed, so
 * that it works from a fresh clone; the published package has everything, and not the set-up beside this file.
 */
import { existsSync } from "node:fs";

const setup = new URL("./setup.mjs", import.meta.url);
if (existsSync(setup)) {
  const { setUp } = await import(setup.href);
  setUp();
}
await import("../dist/cli/transferlab.js");
