#!/usr/bin/env node
// `npx hostwright …`: plain JavaScript that finds Node 24 and runs the command line on it.
import { join } from "node:path";
import { runOnNode24 } from "../../../scripts/node24.mjs";

const [command] = process.argv.slice(2);
/** Rows stream through a migration: what is left of them is collected soon, so that memory stays flat at any size. */
const flags = command === "migrate" ? ["--max-semi-space-size=8", "--heap-growing-percent=30"] : [];

runOnNode24([...flags, join(import.meta.dirname, "../src/main.ts"), ...process.argv.slice(2)]);
