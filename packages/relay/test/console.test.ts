import { once } from "node:events";
import { type Frame, readFrame, writeFrame } from "@hostwright/core/console/jobs";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { Consoles } from "../src/console/consoles.ts";
import { createEndpoint } from "../src/endpoint.ts";
import { clientFor, cloneOf, FOREIGN, run, startTestbed, TOKEN, vmOf } from "./support/site.ts";

/** The WebSocket API as a relay sees it; the browser is always there. */
class Cloud {
  readonly server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
  /** What each ticket's connection said. */
  readonly said = new Map<string, Frame[]>();
  readonly sockets = new Map<string, WebSocket>();

  constructor() {
    this.server.on("connection", (socket, request) => {
      const ticket = new URL(request.url ?? "", "ws://x").searchParams.get("ticket") ?? "";
      const said: Frame[] = [];
      this.said.set(ticket, said);
      this.sockets.set(ticket, socket);
      socket.on("message", (message) => {
        const frame = readFrame(message.toString());
        if (frame) said.push(frame);
        if (frame?.t === "hello") socket.send(writeFrame({ t: "welcome", resume: `${ticket}+`, peer: true }));
      });
    });
  }
  get url(): string {
    const address = this.server.address();
    return `ws://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
  }
  heard(ticket: string, type: Frame["t"]) {
    return expect.poll(() => this.said.get(ticket)?.find((frame) => frame.t === type), { timeout: 10_000 });
  }
}

let testbed: Testbed;
let client: ReturnType<typeof clientFor>;
let cloud: Cloud;
let consoles: Consoles;
beforeAll(async () => {
  testbed = await startTestbed();
  client = clientFor(testbed);
  await run(client, { kind: "server.clone", payload: cloneOf(1001) });
  await run(client, {
    kind: "server.power",
    payload: { ...vmOf(1001), operation: "start", timeout_seconds: 60 },
  });
});
afterAll(async () => {
  await client.close();
  await testbed.stop();
});
beforeEach(async () => {
  cloud = new Cloud();
  await once(cloud.server, "listening");
  consoles = consolesFor(testbed.fingerprint);
});
afterEach(() => {
  consoles.stop();
  cloud.server.close();
});

function consolesFor(fingerprint: string, most = 2): Consoles {
  const address = { url: testbed.url, fingerprint };
  const authorization = `PVEAPIToken=${TOKEN.token_id}=${TOKEN.token_secret}`;
  const access = new Map([["e1", { proxmox: client, address, authorization, clock: systemClock }]]);
  return new Consoles({ url: cloud.url, most, clock: systemClock, log: silent, access });
}

/** Does the job; its ticket is its console's id. */
const open = (id: string, change: object = {}) =>
  run(client, {
    kind: "console.open",
    payload: {
      ...vmOf(1001),
      console: id,
      kind: "serial",
      sealed_ticket: "jwe",
      expires: new Date(Date.now() + 60_000).toISOString(),
      ...change,
    },
    endpoint: createEndpoint("e1", client, consoles),
    open: async () => ({ ticket: id }),
    once: true,
  });

test("the job ends when the console is open, and the console lives on", async () => {
  expect((await open("a")).result).toEqual({ connected: true });
  await cloud.heard("a", "ready").toBeDefined();
  await cloud.heard("a", "data").toBeDefined();
  expect(consoles.count).toBe(1);
  expect((await open("a")).result).toEqual({ connected: true });
  expect(consoles.count).toBe(1);
});

test("a certificate that is not the pinned one is shown no ticket", async () => {
  consoles = consolesFor("00".repeat(32));
  expect((await open("a")).result).toEqual({ connected: false });
  await cloud.heard("a", "end").toEqual({ t: "end", code: "console_refused" });
  expect(testbed.cluster.tasks().filter((task) => task.type === "vncproxy" && !task.endtime)).toHaveLength(1);
});

test("another's machine is never looked at", async () => {
  expect((await open("a", { vmid: FOREIGN })).result).toEqual({ connected: false });
  await cloud.heard("a", "end").toEqual({ t: "end", code: "console_refused" });
});

test("a job that comes too late opens nothing", async () => {
  await expect(open("a", { expires: new Date(Date.now() - 1).toISOString() })).rejects.toMatchObject({
    code: "cancelled",
  });
  expect(cloud.said.size).toBe(0);
});

test("no more are open at once than configured; a second of the same port takes the first one's place", async () => {
  await open("a");
  await open("b");
  await cloud.heard("b", "ready").toBeDefined();
  expect(consoles.count).toBe(1);
  await open("v", { kind: "vnc" });
  expect(consoles.count).toBe(2);
  await cloud.heard("v", "ready").toHaveProperty("password");
  consoles.stop();
  consoles = consolesFor(testbed.fingerprint, 0);
  expect((await open("c")).result).toEqual({ connected: false });
  await cloud.heard("c", "end").toEqual({ t: "end", code: "relay_busy" });
});

test("the relay that stops says so to each, and opens none any more", async () => {
  await open("a");
  await cloud.heard("a", "ready").toBeDefined();
  consoles.stop();
  await cloud.heard("a", "end").toEqual({ t: "end", code: "relay_stopping" });
  expect(consoles.count).toBe(0);
  expect((await open("b")).result).toEqual({ connected: false });
  await cloud.heard("b", "end").toEqual({ t: "end", code: "relay_stopping" });
});
