import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { buildApp } from "fauxqs";
import { describe, test } from "vitest";
import { startCloud } from "../../packages/local/src/cloud.ts";
import { freePort } from "../../packages/local/src/postgres/port.ts";
import { createDatabase } from "../database.ts";

/** An implementation of AWS protocols that the cases run against. */
export interface Peer {
  name: "local" | "fauxqs" | "moto";
  /** Why it cannot run on this machine. */
  missing?: string;
  start(): Promise<{ endpoint: string; stop(): Promise<void> }>;
}

const local: Peer = {
  name: "local",
  async start() {
    const database = await createDatabase();
    const options = { port: 0, databaseUrl: database.url, clock: systemClock, log: silent };
    const cloud = await startCloud({ ...options, invoke: async () => null });
    const stop = async () => {
      await cloud.close();
      await database.drop();
    };
    return { endpoint: cloud.url, stop };
  },
};

/** https://github.com/kibertoad/fauxqs: SQS in memory. */
const fauxqs: Peer = {
  name: "fauxqs",
  async start() {
    const app = buildApp({ logger: false });
    const endpoint = await app.listen({ host: "127.0.0.1", port: 0 });
    return { endpoint, stop: async () => void (await app.close()) };
  },
};

const motoServer = fileURLToPath(new URL("../../.data/moto/bin/moto_server", import.meta.url));

/** https://github.com/getmoto/moto: SQS, Step Functions (executing) and EventBridge in memory. */
const moto: Peer = {
  name: "moto",
  ...(!existsSync(motoServer) && {
    missing:
      "moto is not installed: python3 -m venv .data/moto && .data/moto/bin/pip install 'moto[server,stepfunctions]==5.2.5'",
  }),
  async start() {
    const port = await freePort();
    const server = spawn(motoServer, ["-H", "127.0.0.1", "-p", String(port)], { stdio: ["ignore", "ignore", "pipe"] });
    const endpoint = `http://127.0.0.1:${port}`;
    for await (const chunk of server.stderr) if (String(chunk).includes("Running on")) break;
    await fetch(`${endpoint}/moto-api/config`, {
      method: "POST",
      body: JSON.stringify({ stepfunctions: { execute_state_machine: true } }),
    });
    const stop = async () => {
      server.kill("SIGTERM");
      await once(server, "exit");
    };
    return { endpoint, stop };
  },
};

export const peers = { local, fauxqs, moto };

/** A suite for each peer; one that this machine lacks is skipped by name, and fails where CI allows no skip. */
export function forEachPeer(title: string, run: (peer: Peer) => void, among: readonly Peer[]): void {
  for (const peer of among) {
    const { missing } = peer;
    if (missing === undefined) describe(`${title}: ${peer.name}`, () => run(peer));
    else if (process.env.CI) test(`${title}: ${peer.name}`, () => Promise.reject(new Error(missing)));
    else test.skip(`${title}: ${peer.name} (${missing})`, () => {});
  }
}

/**
 * A case by name, or what is known of a peer that behaves otherwise. Such a case must fail there: when it no longer does,
 * the difference is gone and its line goes too.
 */
export function caseOf(peer: Peer, differences: Partial<Record<Peer["name"], string>>) {
  const difference = differences[peer.name];
  return (name: string, run: () => Promise<void>): void => {
    if (difference === undefined) test(name, run);
    else test.fails(`${name} (${peer.name}: ${difference})`, run);
  };
}
