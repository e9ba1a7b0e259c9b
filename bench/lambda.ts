import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { synthesise } from "../stacks/testing/synth.ts";

/**
 * What each Lambda weighs, zipped as it is uploaded, and how long a fresh process takes to import it and have its
 * handler ready, against a blank handler in the same run. Prints each target beside its result.
 */
const ROUNDS = 5;
const TARGET_KB = 1024;

process.env.NODE_ENV = "test"; // SST asks no account and builds no dashboard then.

/** Settings as in the cloud, secrets already read: fetching them is the network's time, not the import's. */
const settings = {
  PATH: process.env.PATH,
  HOSTWRIGHT_DATABASE_URL: "rds-data:",
  HOSTWRIGHT_DATABASE_CLUSTER_ARN: "arn:aws:rds:eu-central-1:111122223333:cluster:hostwright",
  HOSTWRIGHT_DATABASE_SECRET_ARN: "arn:aws:secretsmanager:eu-central-1:111122223333:secret:hostwright",
  HOSTWRIGHT_JOB_QUEUE_URL: "https://sqs.eu-central-1.amazonaws.com/111122223333/hostwright-jobs-{location}.fifo",
  HOSTWRIGHT_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:111122223333:stateMachine:{workflow}",
  HOSTWRIGHT_JWT_KEYS: "none",
  HOSTWRIGHT_SEAL_KEY: "none",
  HOSTWRIGHT_LOG_LEVEL: "SILENT",
};

const filesOf = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

interface Cold {
  /** Milliseconds from the import's begin until the handler is there. */
  import: number;
  /** Milliseconds of the whole process. */
  process: number;
}

function startCold(file: string): Cold {
  const script = `const began = performance.now();
    const { handler } = await import(${JSON.stringify(file)});
    const took = performance.now() - began;
    if (typeof handler !== "function") throw new Error("no handler");
    process.stdout.write(String(took));
    process.exit();`;
  const began = performance.now();
  const args = ["--input-type=module", "--eval", script];
  const took = Number(execFileSync(process.execPath, args, { env: settings, encoding: "utf8" }));
  return { import: took, process: performance.now() - began };
}

const middle = (times: Cold[]): Cold => ({
  import: median(times.map((one) => one.import)),
  process: median(times.map((one) => one.process)),
});

const row = (name: string, ...cells: string[]) =>
  console.log([name.padEnd(16), ...cells.map((cell) => cell.padStart(14))].join(""));

const work = mkdtempSync(join(tmpdir(), "hostwright-bench-"));
try {
  const { bundles } = await synthesise(work);
  const blank = join(work, "blank.mjs");
  writeFileSync(blank, "export const handler = async () => ({ statusCode: 200 });\n");
  const measured = Object.entries(bundles).map(([name, folder]) => {
    const files = filesOf(folder);
    const times: Cold[] = [];
    const bytes = files.reduce((sum, file) => sum + deflateRawSync(readFileSync(file)).length, 0);
    return { name, kb: bytes / 1024, file: files.find((file) => file.endsWith(".mjs")) ?? "", times };
  });
  const blanks: Cold[] = [];
  // In turns, so that whatever else the machine does falls on all alike.
  for (let round = 0; round < ROUNDS; round++) {
    blanks.push(startCold(blank));
    for (const one of measured) one.times.push(startCold(one.file));
  }
  const base = middle(blanks);
  row("Lambda", "zipped", "import", "process", "to blank");
  row("blank", "-", `${base.import.toFixed(1)} ms`, `${base.process.toFixed(0)} ms`, "1.0");
  for (const { name, kb, times } of measured) {
    const ms = middle(times);
    const ratio = (ms.process / base.process).toFixed(1);
    row(name, `${kb.toFixed(0)} KB`, `${ms.import.toFixed(1)} ms`, `${ms.process.toFixed(0)} ms`, ratio);
  }
  const largest = Math.max(...measured.map(({ kb }) => kb));
  console.log(
    `largest ${largest.toFixed(0)} KB zipped, target ≤ ${TARGET_KB} KB: ${largest <= TARGET_KB ? "met" : "MISSED"}`,
  );
} finally {
  rmSync(work, { recursive: true, force: true });
}
