import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const SERVERS = ["/usr/bin/valkey-server", "/usr/bin/redis-server", "/usr/local/bin/redis-server"];

/** Where Valkey or Redis is; undefined where the machine has neither. */
const findServer = (): string | undefined => SERVERS.find((path) => existsSync(path));

/** Why no test with Redis can run here; undefined when they can. @throws where CI must not skip any. */
export function missingRedis(): string | undefined {
  if (findServer()) return undefined;
  const missing = "neither valkey-server nor redis-server is installed (scripts/ci-machine.sh)";
  if (process.env.CI === "true") throw new Error(`${missing}, and with CI=true no test may be skipped`);
  return missing;
}

export interface TestRedis {
  url: string;
  port: number;
  /** Ends it as a crash does: what it held is lost. */
  kill(): Promise<void>;
  /** On the same port, empty. */
  start(): Promise<void>;
}

/** A server of our own on 127.0.0.1 that keeps nothing; with `cluster`, one of a single node. */
export async function startRedis({ cluster = false } = {}): Promise<TestRedis> {
  const port = await freePort();
  const state = join(tmpdir(), `hostwright-test-redis-${port}.conf`);
  let server: ChildProcess | undefined;
  const start = async () => {
    const flags = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
    const binary = findServer();
    if (!binary) throw new Error("no Redis here");
    const config = cluster
      ? ["--cluster-enabled", "yes", "--cluster-config-file", state, "--cluster-announce-ip", "127.0.0.1"]
      : [];
    server = spawn(binary, [...flags, ...config], { stdio: "ignore" });
    await until(port, "PING", /PONG/);
    if (!cluster) return;
    await say(port, "CLUSTER ADDSLOTSRANGE 0 16383");
    await until(port, "CLUSTER INFO", /cluster_state:ok/);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    start,
    async kill() {
      if (!server || server.exitCode !== null || server.signalCode !== null) return;
      const exited = once(server, "exit");
      server.kill("SIGKILL");
      await exited;
      rmSync(state, { force: true });
    },
  };
}

/** Asks until it answers so. */
async function until(port: number, command: string, expected: RegExp): Promise<void> {
  for (;;) {
    const answer = await say(port, command).catch(() => "");
    if (expected.test(answer)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function say(port: number, command: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${command}\r\n`);
  const [answer]: unknown[] = await once(socket, "data");
  socket.destroy();
  return String(answer);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
