import { spawn } from "node:child_process";
import type { Account } from "./account.ts";
import type { Binaries } from "./binaries.ts";

interface ServerRequest {
  binaries: Binaries;
  cluster: string;
  account: Account;
  port: number;
  ephemeral: boolean;
  log: (message: string) => void;
}

interface Server {
  pid: number;
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(): Promise<void>;
}

const settings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  shared_buffers: "64MB",
  wal_level: "minimal",
  max_wal_senders: "0",
  timezone: "UTC",
  log_timezone: "UTC",
  jit: "off",
  logging_collector: "off",
  // Queues leave dead rows behind with every message.
  autovacuum_naptime: "10s",
};
const durable = { fsync: "on", synchronous_commit: "on", full_page_writes: "on" };
const fast = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_wal_size: "2GB" };

/** A server killed a moment ago leaves backends behind which notice within milliseconds; till then a new one refuses. */
const ATTEMPTS = 20;

/** Runs `postgres` until stopped; resolves when it accepts connections, throws with its own words when it ends before. */
export async function runServer(request: ServerRequest): Promise<Server> {
  for (let attempt = 1; ; attempt++) {
    const started = await launch(request);
    if ("pid" in started) return started;
    if (attempt === ATTEMPTS || !started.words.includes("shared memory")) {
      throw new Error(`PostgreSQL did not start: ${started.words.trim()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function launch({
  binaries,
  cluster,
  account,
  port,
  ephemeral,
  log,
}: ServerRequest): Promise<Server | { words: string }> {
  const all = { ...settings, ...(ephemeral ? fast : durable), port: String(port) };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // Its own session: Ctrl-C in a terminal must reach the owner only, which stops the server last.
  const child = spawn(binaries.postgres, ["-D", cluster, ...flags], {
    ...account,
    cwd: cluster,
    env: { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" },
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once("error", (error) => {
      log(error.message);
      resolve({ code: null, signal: null });
    });
    child.once("exit", (code, signal) => resolve({ code, signal }));
  });
  let words = "";
  const ready = new Promise<true>((resolve) => {
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      if (words.length < 10_000) words += chunk;
      for (const line of chunk.split("\n").filter(Boolean)) log(line);
      if (words.includes("ready to accept connections")) resolve(true);
    });
  });
  const outcome = await Promise.race([ready, exited]);
  if (outcome !== true || child.pid === undefined) return { words };
  const stop = async () => {
    child.kill("SIGINT");
    const force = setTimeout(() => child.kill("SIGQUIT"), 30_000);
    await exited;
    clearTimeout(force);
  };
  return { pid: child.pid, exited, stop };
}
