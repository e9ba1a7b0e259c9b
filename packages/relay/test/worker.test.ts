import { generateKeyPairSync } from "node:crypto";
import { sealForRelay } from "@hostwright/core/kernel/seal";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RelayConfig } from "../src/config.ts";
import { type Relay, startRelay } from "../src/relay.ts";
import { jobOf, type Queues, startQueues } from "./support/queues.ts";
import { linesInto, relayConfig } from "./support/relays.ts";
import { cloneOf, configureOf, startTestbed, TEMPLATE, TOKEN, vmOf } from "./support/site.ts";

const keyPair = generateKeyPairSync("x25519");
const privateKey = { ...keyPair.privateKey.export({ format: "jwk" }), kty: "OKP", kid: "2026-11" };
const publicKey = { ...keyPair.publicKey.export({ format: "jwk" }), kid: "2026-11" };
const PASSWORD = "c0rrect-h0rse-battery";

let testbed: Testbed;
let queues: Queues;
let relays: Relay[] = [];
let lines: string[] = [];
let vmid = 5000;
beforeAll(async () => {
  testbed = await startTestbed();
});
beforeEach(async () => {
  queues = await startQueues();
  lines = [];
});
afterEach(async () => {
  testbed.faults.clear();
  await Promise.all(relays.map((relay) => relay.stop()));
  relays = [];
  await queues.close();
});
afterAll(() => testbed.stop());

const relayNamed = (relay: string, change: Partial<RelayConfig> = {}): Relay => {
  const config = relayConfig(relay, queues, testbed, { keys: [privateKey], ...change });
  const started = startRelay(config, linesInto(lines, { relay }), () => {});
  relays.push(started);
  return started;
};
const startOf = (id: number) => ({ ...vmOf(id), operation: "start", timeout_seconds: 5 });

describe("a relay and its queues", () => {
  test("says that work begins, which task runs, and the result; then the message is gone", async () => {
    relayNamed("a");
    const job = jobOf("server.clone", cloneOf(vmid++));
    await queues.give(job);
    expect(await queues.result(job.job)).toMatchObject({
      relay: "a",
      location: "fra1",
      try: 1,
      request_id: job.request_id,
      outcome: { ok: true, result: { node: "pve1" } },
    });
    const [first, ...rest] = queues.about(job.job);
    expect(first).toMatchObject({ type: "progress", upid: null });
    expect(rest.some((message) => message.type === "progress" && message.upid?.includes(":qmclone:"))).toBe(true);
    expect(rest.at(-1)).toMatchObject({ type: "result" });
    await expect.poll(() => queues.left()).toEqual({ visible: 0, inFlight: 0 });
  });

  test("keeps the order of a group, and lets others pass", async () => {
    const id = vmid++;
    const own = [
      jobOf("server.clone", cloneOf(id)),
      jobOf("server.configure", configureOf(id)),
      jobOf("server.power", startOf(id)),
      jobOf("server.destroy", vmOf(id)),
    ];
    for (const job of own) await queues.give(job);
    relayNamed("a");
    for (const job of own) expect(await queues.result(job.job)).toMatchObject({ outcome: { ok: true } });
    const order = queues.said.flatMap((message) => (message.type === "result" ? [message.job] : []));
    expect(order).toEqual(own.map(({ job }) => job));
  });

  test("opens sealed passwords, and no log line holds a secret", async () => {
    relayNamed("a");
    const id = vmid++;
    const sealed_password = await sealForRelay(publicKey, { password: PASSWORD });
    await queues.give(jobOf("server.clone", cloneOf(id)));
    const job = jobOf("server.configure", configureOf(id, { ssh_keys: [], sealed_password }));
    await queues.give(job);
    expect(await queues.result(job.job)).toMatchObject({ outcome: { ok: true } });
    expect(testbed.cluster.vm(id)?.options.cipassword).toBeTruthy();

    testbed.faults.inject({
      effect: "refuse",
      on: "PUT /nodes/{node}/qemu/{vmid}/config",
      text: `bad value ${PASSWORD}`,
    });
    const failing = jobOf("server.configure", configureOf(id, { ssh_keys: [], sealed_password, cores: 3 }));
    await queues.give(failing);
    const refused = await queues.result(failing.job);
    expect(refused).toMatchObject({
      outcome: { ok: false, error: { code: "proxmox_refused", detail: expect.stringContaining("bad value [secret]") } },
    });
    await queues.give(jobOf("server.configure", configureOf(id, { ssh_keys: [], sealed_password: "no.jwe.at.all.x" })));

    await expect.poll(() => lines.some((line) => line.includes("sealed_value_unreadable"))).toBe(true);
    const everything = [...lines, ...queues.said.map((message) => JSON.stringify(message))].join("\n");
    for (const secret of [PASSWORD, TOKEN.token_secret, sealed_password, privateKey.d])
      expect(everything).not.toContain(secret);
    expect(everything).toContain(job.request_id);
  });

  test("answers what it does not understand, and leaves what nobody can be told about", async () => {
    relayNamed("a");
    const strange = jobOf("server.teleport", {});
    const wrong = jobOf("server.clone", { ...cloneOf(vmid++), vmid: "seven" });
    const elsewhere = jobOf("server.destroy", vmOf(vmid++), { location: "ams1" });
    const unknown = jobOf("server.destroy", { ...vmOf(vmid++), endpoint: "e9" });
    await queues.give("not a job", "x");
    for (const job of [strange, wrong, elsewhere, unknown]) await queues.give(job);
    expect(await queues.result(strange.job)).toMatchObject({
      outcome: { error: { code: "bad_job", detail: expect.stringContaining("server.teleport") } },
    });
    expect(await queues.result(wrong.job)).toMatchObject({
      outcome: { error: { code: "bad_job", detail: expect.stringContaining("vmid") } },
    });
    expect(await queues.result(elsewhere.job)).toMatchObject({ outcome: { error: { code: "bad_job" } } });
    expect(await queues.result(unknown.job)).toMatchObject({ outcome: { error: { code: "unknown_endpoint" } } });
    await expect.poll(() => lines.some((line) => line.includes("dead-letter"))).toBe(true);
  });

  test("stops at the run limit, and says what it waited for", async () => {
    relayNamed("a");
    testbed.faults.inject({ effect: "lock", vmid: TEMPLATE.vmid });
    const job = jobOf("server.clone", cloneOf(vmid++), { run_limit_seconds: 1 });
    await queues.give(job);
    expect(await queues.result(job.job)).toMatchObject({
      outcome: {
        ok: false,
        error: { code: "vm_locked", retryable: true, detail: expect.stringContaining("got timeout") },
      },
    });
  });

  test("reports to be there, and what is wrong with its site", async () => {
    const open = await startTestbed(Number.POSITIVE_INFINITY, {
      clusterFirewall: false,
      tokens: [{ id: TOKEN.token_id, secret: TOKEN.token_secret, privileges: "PVEAuditor" }],
    });
    const endpoints = [
      { name: "bad", url: open.url, ca: open.caPem, ...TOKEN },
      { name: "gone", url: "https://127.0.0.1:1", ...TOKEN },
      { name: "forged", url: testbed.url, fingerprint: open.fingerprint, ...TOKEN },
    ];
    relayNamed("a", { endpoints });
    const heartbeat = await queues.until(() => queues.said.find((message) => message.type === "heartbeat"));
    expect(heartbeat).toMatchObject({ relay: "a", location: "fra1", running_jobs: 0, relay_version: "0.1.0" });
    const found =
      heartbeat.type === "heartbeat"
        ? heartbeat.problems.map(({ endpoint, code }) => `${endpoint} ${code}`).sort()
        : [];
    expect(found).toEqual([
      "bad cluster_firewall_off",
      "bad token_rights_missing",
      "forged endpoint_unreachable",
      "gone endpoint_unreachable",
    ]);
    await open.stop();
  });
});

describe("two relays of a location", () => {
  test("share the work: every job is answered, every VM is there once", async () => {
    relayNamed("a");
    relayNamed("b");
    const ids = Array.from({ length: 20 }, () => vmid++);
    const jobs = ids.flatMap((id) => [
      jobOf("server.clone", cloneOf(id)),
      jobOf("server.configure", configureOf(id)),
      jobOf("server.power", startOf(id)),
    ]);
    await Promise.all(
      ids.map(async (_, index) => {
        for (const job of jobs.slice(index * 3, index * 3 + 3)) await queues.give(job);
      }),
    );
    for (const job of jobs) expect(await queues.result(job.job)).toMatchObject({ outcome: { ok: true } });
    expect(ids.every((id) => testbed.cluster.vm(id)?.process !== undefined)).toBe(true);
    expect(new Set(queues.said.flatMap((message) => (message.type === "result" ? [message.relay] : [])))).toEqual(
      new Set(["a", "b"]),
    );
  });

  test("one that stops hands its work back, and the other finishes it", async () => {
    const slow = await startTestbed(5);
    const endpoints = [{ name: "e1", url: slow.url, fingerprint: slow.fingerprint, ...TOKEN }];
    // With one job at a time no receive is under way when it stops, whose answer nobody would hear.
    const first = relayNamed("a", { endpoints, concurrency: 1 });
    const job = jobOf("server.clone", cloneOf(vmid++));
    await queues.give(job);
    await queues.until(() => queues.about(job.job).find((message) => message.type === "progress" && message.upid));
    relays = [];
    await first.stop();
    expect(queues.about(job.job).some(({ type }) => type === "result")).toBe(false);
    relayNamed("b", { endpoints });
    expect(await queues.result(job.job)).toMatchObject({ relay: "b", outcome: { ok: true } });
    expect(slow.cluster.tasks().filter((task) => task.type === "qmclone")).toHaveLength(1);
    await slow.stop();
  });
});
