#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { createProgram } from "./program.ts";

/** Entry of the command `transferlab`. */
const fromSource = import.meta.url.endsWith(".ts");
const manifest = new URL(fromSource ? "../package.json" : "../../package.json", import.meta.url);
const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };

await createProgram(version).parseAsync();
