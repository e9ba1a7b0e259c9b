#!/usr/bin/env node
// `npx hostwright …`: plain JavaScript that finds Node 24 and runs the command line on it.
import { join } from "node:path";
import { runOnNode24 } from "../../../scripts/node24.mjs";

const [command] = process.argv.slice(2);
/**
 * Rows stream through a migration: room enough that those of a batch die young, and what outlives it is collected soon, so
 * that memory stays flat at any size. Threads that collect beside it would only take the processor from the databases.
 */
const flags =
  command === "migrate" ? ["--max-semi-space-size=16", "--heap-growing-percent=30", "--no-parallel-scavenge"] : [];
// What TypeScript was turned into is kept: half the time to start, and no compiler in memory.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, "../../../.data/compile-cache");
// Its threads share one heap of the C library (glibc): each of their own would keep what it has freed, some 25 MB in all.
if (command === "migrate") process.env.MALLOC_ARENA_MAX ??= "1";

runOnNode24([...flags, join(import.meta.dirname, "../src/main.ts"), ...process.argv.slice(2)]);
