import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LOCATIONS } from "@hostwright/local/demo/site";
import { relayConfig } from "@hostwright/local/system/relay-config";
import { newSecrets, type Secrets } from "@hostwright/local/system/settings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../system/clock.ts";
import { KEY } from "../system.ts";
import { lacking, named } from "./machine.ts";
import { Vpn } from "./vpn/network.ts";
import { Part } from "./vpn/part.ts";

const reason = lacking("vpn");

const ordered = z.object({ server: z.string(), action: z.string() });
const action = z.object({
  status: z.string(),
  error: z.unknown(),
  steps: z.array(z.object({ name: z.string(), status: z.string(), message: z.string().nullable() })),
});
const servers = z.array(
  z.object({ id: z.string(), status: z.string(), ipv4: z.object({ address: z.string() }).nullable() }),
);
const vms = z.array(
  z.object({
    vmid: z.number(),
    running: z.boolean(),
    options: z.looseObject({ description: z.string().optional(), lock: z.string().optional() }),
  }),
);

describe.skipIf(reason !== undefined)(named("a location behind a VPN whose line is cut", reason), () => {
  const folder = mkdtempSync(join(tmpdir(), "hostwright-test-vpn-"));
  const vpn = new Vpn();
  const parts: Part[] = [];
  let secrets: Secrets;
  let cloud: Part;
  let site: Part;
  const orders: z.output<typeof ordered>[] = [];

  const start = (namespace: string, script: string, settings: object): Part => {
    const part = new Part(namespace, script, settings);
    parts.push(part);
    return part;
  };
  const startRelay = async (name: string): Promise<Part> => {
    const location = LOCATIONS.find((one) => one.name === "fra1");
    if (!location) throw new Error("no fra1");
    const proxmox = z.object({ url: z.string(), fingerprint: z.string() }).parse(await site.ask("where"));
    const cloudUrl = z.string().parse(await cloud.ask("url"));
    const file = join(folder, `${name}.json`);
    const config = relayConfig({ name, location, cloudUrl, proxmox, secrets });
    writeFileSync(file, JSON.stringify({ ...config, visibility_seconds: 15 }));
    const relay = start(vpn.site, "relay.ts", { config: file });
    await relay.ask("ready");
    return relay;
  };
  const order = async (name: string) => orders.push(ordered.parse(await cloud.ask("order", name)));
  const actionOf = async (id: string) => action.parse(await cloud.ask("action", id));
  const machines = async () => vms.parse(await site.ask("vms"));

  beforeAll(async () => {
    chmodSync(folder, 0o755);
    await vpn.open(folder);
    secrets = await newSecrets(LOCATIONS.map(({ name }) => name));
    cloud = start(vpn.cloud, "cloud.ts", { folder, secrets, key: KEY });
    site = start(vpn.site, "site.ts", { secrets });
    await Promise.all([cloud.ask("url"), site.ask("where")]);
  });
  afterAll(async () => {
    for (const part of parts.reverse()) await part.stop();
    await vpn.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("finishes every order once the line is back, though the relay was killed meanwhile", async () => {
    const relay = await startRelay("relay-fra1-1");
    for (const name of ["web-1", "web-2", "web-3"]) await order(name);
    await until("clones under way", async () => (await machines()).some(({ options }) => options.lock) || undefined);

    await vpn.cut();
    await relay.kill();
    for (const name of ["web-4", "web-5"]) await order(name);
    await startRelay("relay-fra1-2");
    for (const one of orders)
      await until(`${one.action} to say what it waits for`, async () => {
        const { status, steps } = await actionOf(one.action);
        expect(status).toBe("running");
        return steps.some((step) => step.message?.startsWith("Waiting for the relay at fra1")) || undefined;
      });

    await vpn.restore();
    for (const one of orders)
      await until(
        `the end of ${one.action}`,
        async () => {
          const { status, error } = await actionOf(one.action);
          if (status !== "running") expect({ status, error }).toEqual({ status: "success", error: null });
          return status !== "running" || undefined;
        },
        60_000,
      );
  }, 110_000);

  test("has each machine once, marked, running and unlocked, with an address of its own", async () => {
    const ids = orders.map(({ server }) => server).sort();
    const made = await machines();
    expect(made.map(({ options }) => options.description?.trim()).sort()).toEqual(ids.map((id) => `hostwright:${id}`));
    expect(made.every(({ running, options }) => running && options.lock === undefined)).toBe(true);
    // A disk and a cloud-init drive each.
    expect(await site.ask("volumes")).toBe(2 * made.length);
    const known = servers.parse(await cloud.ask("servers"));
    expect(known.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(ids.map((id) => `${id} running`));
    expect(new Set(known.map(({ ipv4 }) => ipv4?.address)).size).toBe(ids.length);
  });
});
