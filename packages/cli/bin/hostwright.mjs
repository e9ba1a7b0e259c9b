#!/usr/bin/env node
// `npx hostwright …`: plain JavaScript that finds Node 24 and runs the command line on it.
import { join } from "node:path";
import { runOnNode24 } from "../../../scripts/node24.mjs";

runOnNode24([join(import.meta.dirname, "../src/main.ts"), ...process.argv.slice(2)]);
