import { chmod, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { removeMariadb, startMariadb } from "../mariadb/index.ts";
import { CC_ENCRYPTION_HASH, fillWhmcs, SHAPES, type Shape, TIMEZONE, writeFiles } from "./index.ts";

/**
 *   npm run testbed:whmcs -- [--size 1000] [--shape 7.8|8.4|8.13] [--seed 1] [--port N] [--url mysql://…/database]
 *                            [--labels labels.json] [--attachments directory]
 *
 * Starts a MariaDB of its own, or fills the one that `--url` names, and prints `ready mysql://…`, a user who may only
 * read, and where the labels and the attachments lie. Ends on SIGTERM, SIGINT, or when the process that started it with an IPC channel is
 * gone; with `--url` as soon as the database is filled.
 */
const { values } = parseArgs({
  options: {
    size: { type: "string", default: "1000" },
    shape: { type: "string", default: "8.4" },
    seed: { type: "string", default: "1" },
    port: { type: "string" },
    url: { type: "string" },
    labels: { type: "string" },
    attachments: { type: "string" },
  },
});

const isShape = (text: string): text is Shape => SHAPES.some((shape) => shape === text);

function whole(name: "size" | "seed" | "port", text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new Error(`--${name} ${text}: expected a whole number`);
  return number;
}

async function server(): Promise<{ url: string; stop?: () => Promise<void> }> {
  if (values.url !== undefined) return { url: values.url };
  const directory = await mkdtemp(join(tmpdir(), "hostwright-whmcs-"));
  await chmod(directory, 0o755);
  const port = values.port === undefined ? {} : { port: whole("port", values.port) };
  const mariadb = await startMariadb({ directory, bufferPoolMb: 256, ...port });
  const stop = async () => {
    await mariadb.stop();
    await removeMariadb(directory);
  };
  return { url: mariadb.url, stop };
}

/** Stays until it is told to end; told again, by the terminal and by whoever started it, it still ends in order. */
async function untilTold(): Promise<void> {
  await new Promise<void>((resolve) => {
    process.on("SIGTERM", () => resolve());
    process.on("SIGINT", () => resolve());
    if (process.connected) process.once("disconnect", () => resolve());
  });
}

async function main(): Promise<void> {
  const { shape } = values;
  if (!isShape(shape)) throw new Error(`--shape ${shape}: expected ${SHAPES.join(", ")}`);
  const options = { shape, size: whole("size", values.size), seed: whole("seed", values.seed) };
  const { url, stop } = await server();
  try {
    const filled = await fillWhmcs(url, options);
    const labels = values.labels ?? join(tmpdir(), `hostwright-whmcs-labels-${process.pid}.json`);
    const mapping = { version: 1, timezone: TIMEZONE, ...filled.knowledge };
    await writeFile(labels, `${JSON.stringify({ ...options, mapping, labels: filled.labels }, null, 1)}\n`);
    const attachments = values.attachments ?? join(tmpdir(), `hostwright-whmcs-attachments-${process.pid}`);
    await writeFiles(attachments, filled);
    console.log(`ready ${filled.url}`);
    console.log(`read-only ${filled.readerUrl}`);
    console.log(`labels ${labels}`);
    console.log(`attachments ${attachments}`);
    console.log(`cc_encryption_hash ${CC_ENCRYPTION_HASH}`);
    if (stop) await untilTold();
  } finally {
    await stop?.();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
