/**
 * Runs the tiers: everything that shares the processors well first, then the two that mostly wait for machines and pages,
 * side by side. Ends with the totals of all of them on one line. A test that the machine cannot run skips itself by name; with CI=true it fails
 * instead, and so does a tier without a test.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const root = join(import.meta.dirname, "..");
const reports = join(root, ".data/test");
const ROUNDS = [[["unit", "integration", "conformance", "stacks"]], [["hosts"], ["e2e"]]];

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

const filters = process.argv.slice(2);
mkdirSync(reports, { recursive: true });
const totals = { passed: 0, failed: 0, skipped: 0 };
const skipped: string[] = [];
let green = true;

for (const round of ROUNDS) await Promise.all(round.map(run));

async function run(tiers: string[]): Promise<void> {
  const file = join(reports, `${tiers.join("-")}.json`);
  const vitest = join(root, "node_modules/vitest/vitest.mjs");
  const projects = tiers.flatMap((tier) => ["--project", tier]);
  const output = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const empty = filters.length > 0 ? ["--passWithNoTests"] : [];
  const child = spawn(process.execPath, [vitest, "run", ...projects, ...output, ...empty, ...filters], {
    cwd: root,
    stdio: "inherit",
  });
  const [status] = await once(child, "exit");
  const result = report.parse(JSON.parse(readFileSync(file, "utf8")));
  totals.passed += result.numPassedTests;
  // A file that could not even be loaded counts as one failure: it holds no test to count.
  const broken = result.testResults.filter(
    (one) => one.status === "failed" && one.assertionResults.length === 0,
  ).length;
  totals.failed += result.numFailedTests + broken;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  for (const one of result.testResults)
    for (const test of one.assertionResults)
      if (test.status !== "passed" && test.status !== "failed")
        skipped.push(`${one.name.slice(root.length + 1)}: ${test.fullName}`);
  if (status !== 0) green = false;
}

if (skipped.length > 0) console.log(`\nskipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
if (process.env.CI === "true" && totals.skipped > 0) {
  console.log("CI runs everything: a skipped test is a failure");
  green = false;
}
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(green && totals.failed === 0 && (totals.passed > 0 || filters.length > 0) ? 0 : 1);
