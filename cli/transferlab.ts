#!/usr/bin/env node
import { readManifest } from "./manifest.ts";
import { createProgram } from "./program.ts";

/** Entry of the command `transferlab`. */
await createProgram(readManifest().version).parseAsync();
