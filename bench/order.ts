/**
 * What the control plane adds to an order: from POST to the end of the action that creates the server, less the time the
 * Proxmox testbed's tasks take by themselves. The whole system in this process: API, workflows, queues, relay, testbed,
 * PostgreSQL. Once with tasks that take no time, once with realistic ones at the demo's speed. And the round trips to the
 * database that the order's request makes, idempotency, begin, commit and outbox included.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Clock, silent, systemClock } from "@hostwright/core/kernel";
import { countRoundTrips } from "@hostwright/core/kernel/database/index";
import { apiHandler } from "@hostwright/functions/http";
import { apis } from "@hostwright/functions/manifest";
import { LOCATIONS, siteOf } from "@hostwright/local/demo/site";
import { type Control, startControl } from "@hostwright/local/system/control";
import { relayConfig } from "@hostwright/local/system/relay-config";
import { newSecrets } from "@hostwright/local/system/settings";
import { loadConfig } from "@hostwright/relay/config";
import { startRelay } from "@hostwright/relay/relay";
import { startProxmox } from "@hostwright/testbed/proxmox/index";
import type { Context } from "aws-lambda";
import { z } from "zod";
import { eventOf, ownerToken } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, median, ms, percentile, title } from "./support/report.ts";

const ORDERS = 20;
const WARM_UP = 3;
const DEMO_SPEED = 20;
const TARGETS = { overheadMs: 250, roundTrips: 12 };
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";

/** A clock that adds up the time its timers were asked for, once they have fired: the tasks' own. */
function taskClock(): { clock: Clock; taken(): number } {
  let taken = 0;
  const after: Clock["after"] = (wait, callback) =>
    systemClock.after(wait, () => {
      taken += wait;
      callback();
    });
  return { clock: { now: systemClock.now, after }, taken: () => taken };
}

const accepted = z.object({ action: z.object({ id: z.string() }) });
const order = (name: string) => ({
  name,
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: [KEY],
  labels: { env: "prod", team: "web" },
});

async function tokenOf({ app }: Control): Promise<string> {
  const tenant = await app.db.kysely.selectFrom("tenants").select("id").orderBy("name").executeTakeFirstOrThrow();
  return ownerToken(app, tenant.id);
}

/** Orders one server and waits for it; milliseconds from the request to the moment the action ended. */
async function orderOne(control: Control, token: string, name: string): Promise<number> {
  const began = Date.now();
  const answer = await fetch(`${control.apiUrl}/v1/servers`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": name },
    body: JSON.stringify(order(name)),
  });
  const { action } = accepted.parse(await answer.json());
  for (;;) {
    const row = await control.app.db.kysely
      .selectFrom("actions")
      .select(["status", "finished_at", "error_message"])
      .where("id", "=", action.id)
      .executeTakeFirstOrThrow();
    if (row.status === "error") throw new Error(row.error_message ?? "the order failed");
    if (row.finished_at) return row.finished_at.getTime() - began;
    // Seldom, so that asking costs little; the end is when the action says it was.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function roundTrips(control: Control, token: string): Promise<number> {
  const handler = apiHandler(() => control.app, apis.server);
  const event = eventOf({
    routeKey: "POST /v1/servers",
    token,
    headers: { "idempotency-key": "round-trips" },
    body: order("round-trips"),
  });
  const { value, roundTrips } = await countRoundTrips(async () =>
    handler(event, Object.assign(Object.create(null), { getRemainingTimeInMillis: () => 15_000 }) as Context),
  );
  if (value.statusCode !== 202) throw new Error(value.body);
  return roundTrips;
}

async function measure(speed: number, what: string): Promise<void> {
  const postgres = await benchPostgres();
  const folder = mkdtempSync(join(tmpdir(), "hostwright-bench-order-"));
  const secrets = await newSecrets(LOCATIONS.map(({ name }) => name));
  const [location] = LOCATIONS;
  if (!location) throw new Error("the demo has locations");
  const { clock, taken } = taskClock();
  const proxmox = await startProxmox({ site: siteOf(location, secrets), speed, clock });
  const control = await startControl({
    databaseUrl: postgres.url,
    ports: { api: 0, local: 0 },
    locations: LOCATIONS.map(({ name }) => name),
    secrets,
    logLevel: "SILENT",
    log: silent,
    version: "bench",
    settings: { HOSTWRIGHT_LIMIT_REQUESTS: "1000000/60" },
  });
  const file = join(folder, "relay.json");
  const { url, fingerprint } = proxmox;
  const site = { name: "relay", location, cloudUrl: control.cloud.url, proxmox: { url, fingerprint }, secrets };
  writeFileSync(file, JSON.stringify(relayConfig(site)));
  const relay = startRelay(loadConfig({ HOSTWRIGHT_RELAY_CONFIG: file }), silent, () => undefined, systemClock);
  try {
    const token = await tokenOf(control);
    const overheads: number[] = [];
    const tasks: number[] = [];
    const processor: number[] = [];
    for (let count = 0; count < WARM_UP + ORDERS; count++) {
      const before = taken();
      const used = process.cpuUsage();
      const total = await orderOne(control, token, `bench-${count}`);
      const { user, system } = process.cpuUsage(used);
      if (count < WARM_UP) continue;
      processor.push((user + system) / 1000);
      tasks.push(taken() - before);
      overheads.push(total - (taken() - before));
    }
    line(`${what}: tasks, median`, ms(median(tasks), 0));
    line("  overhead, median", ms(median(overheads), 0), against(median(overheads), TARGETS.overheadMs, "ms"));
    line("  overhead, 10 % and 90 %", `${ms(percentile(overheads, 10), 0)}, ${ms(percentile(overheads, 90), 0)}`);
    line("  processor time of all of it, client and testbed included", ms(median(processor), 0));
    if (speed === Number.POSITIVE_INFINITY) {
      const count = await roundTrips(control, token);
      line("database round trips of the order's request", String(count), against(count, TARGETS.roundTrips, "trips"));
    }
  } finally {
    await relay.stop();
    await control.close();
    await proxmox.stop();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

title(`Order of a server, one after another (${ORDERS})`);

await measure(Number.POSITIVE_INFINITY, "tasks without time");
await measure(DEMO_SPEED, `realistic tasks at ${DEMO_SPEED} times their speed`);
