import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../test/each-database.ts";
import {
  getAction,
  getActionAsOperator,
  listActions,
  listActionsAsOperator,
  sweepJobs,
  takeRelayMessage,
} from "../src/action/index.ts";
import { listAudit } from "../src/audit/index.ts";
import { listImages, listLocations, listPlans } from "../src/catalog/index.ts";
import { countRoundTrips } from "../src/kernel/database/index.ts";
import type { Actor, Tables } from "../src/kernel/index.ts";
import { forgetAssignments, listAssignments } from "../src/network/index.ts";
import { listEndpoints, setEndpointStatus, setNodeStatus } from "../src/placement/index.ts";
import {
  cancelDeletion,
  createServer,
  deleteDueServers,
  deleteServer,
  getServerAsOperator,
  getServerQuery,
  liftDueHolds,
  liftHold,
  listServers,
  listServersAsOperator,
  placeHold,
  rebootServer,
  scheduleDeletion,
  stopAsOperator,
  stopServer,
  updateServer,
} from "../src/server/index.ts";
import { follow, WELL } from "./follow.ts";
import { seed } from "./seed.ts";
import { asOperator, asOwner, createWorld, run, type World } from "./world.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
const HOUR = 3_600_000;
const order = (name: string, more: object = {}) => ({
  name,
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: [KEY],
  ...more,
});

describeOnEachDatabase<Tables>("repositories", (opened) => {
  let world: World;
  let ada: Actor;
  let eve: Actor;

  const fresh = async (scale: number) => {
    const db = opened().database.kysely;
    for (const table of TABLES) await db.deleteFrom(table).execute();
    world = createWorld(opened().database);
    const { tenants } = await seed(world, { scale });
    const [first, second] = tenants;
    if (!first || !second) throw new Error("two tenants are needed");
    ada = asOwner(first);
    eve = asOwner(second);
  };
  beforeEach(() => fresh(1));

  const create = async (name: string, more: object = {}) => run(world, ada, createServer, order(name, more));
  const running = async (name: string, more: object = {}) => {
    const { server, action } = await create(name, more);
    expect(await follow(world, action.id)).toBe("succeeded");
    return server;
  };
  const names = async (input: object, actor = ada) =>
    (await run(world, actor, listServers, input)).servers.map((server) => server.name);
  const now = () => world.clock.now().toISOString();
  const reserved = async () => {
    const { endpoints } = await run(world, asOperator, listEndpoints);
    const servers = endpoints.flatMap((endpoint) => endpoint.nodes).reduce((sum, node) => sum + node.servers, 0);
    return { servers, free: endpoints[0]?.free_ipv4 };
  };

  test("an order reserves, answers and starts its action within 12 round trips", async () => {
    const { value, roundTrips } = await countRoundTrips(() => create("web-1", { labels: { env: "prod" } }));
    expect(value.server).toMatchObject({
      name: "web-1",
      status: "creating",
      cores: 2,
      price: { amount: 599, currency: "EUR" },
      ipv4: { address: "203.0.113.10" },
      ipv6: { network: "2001:db8:0:1::/64" },
      labels: { env: "prod" },
      created: now(),
    });
    expect(roundTrips).toBeLessThanOrEqual(12);
    expect(world.sent.map((message) => message.topic).sort()).toEqual(["event", "execution"]);
    expect((await run(world, ada, getServerQuery, { id: value.server.id })).server).toEqual(value.server);
    expect(await reserved()).toEqual({ servers: 1, free: 11 });
  });

  test("without keys a sealed password is kept and shown once", async () => {
    const { root_password, server } = await create("web-1", { ssh_keys: [] });
    expect(root_password).toHaveLength(20);
    const row = await opened()
      .database.kysely.selectFrom("servers")
      .select("sealed_password")
      .where("id", "=", server.id)
      .executeTakeFirstOrThrow();
    expect(row.sealed_password?.split(".")).toHaveLength(5);
  });

  test("a creation goes through its steps, with progress and times in the action", async () => {
    const { server, action } = await create("web-1");
    await world.clock.advance(1500);
    expect(await follow(world, action.id)).toBe("succeeded");
    const done = (await run(world, ada, getAction, { id: action.id })).action;
    expect(done).toMatchObject({ status: "success", progress: 100 });
    expect(done.steps.map((step) => step.status)).toEqual(["done", "done", "done", "done"]);
    expect((await run(world, ada, getServerQuery, { id: server.id })).server).toMatchObject({
      status: "running",
      action: null,
    });
    const { action: seen } = await run(world, asOperator, getActionAsOperator, { id: action.id });
    expect(seen.jobs.map((job) => [job.kind, job.status, job.relay])).toEqual(
      expect.arrayContaining([["server.clone", "done", "relay-1"]]),
    );
  });

  test("a creation that fails is undone to a clean slate and frees its name", async () => {
    const failing = {
      ...WELL,
      "server.configure": {
        ok: false as const,
        error: { code: "storage_full", message: "No space.", detail: "zfs: out of space", retryable: false },
      },
    };
    const { server, action } = await create("web-1", { labels: { env: "prod" } });
    expect(await follow(world, action.id, failing)).toBe("undone");
    const { action: ended } = await run(world, ada, getAction, { id: action.id });
    expect(ended).toMatchObject({ status: "error", error: { code: "storage_full" } });
    expect((await run(world, ada, getServerQuery, { id: server.id })).server.status).toBe("failed");
    expect(await reserved()).toEqual({ servers: 0, free: 12 });
    await create("WEB-1");
  });

  test("names are unique in a tenant, whatever their case, and free to others", async () => {
    await create("web-1");
    await expect(create("Web-1")).rejects.toMatchObject({ code: "uniqueness_error" });
    await run(world, eve, createServer, order("web-1"));
    const { server } = await create("web-2");
    await follow(world, server.action ?? "");
    await expect(run(world, ada, updateServer, { id: server.id, name: "web-1" })).rejects.toMatchObject({
      code: "uniqueness_error",
    });
    expect(await reserved()).toEqual({ servers: 3, free: 9 });
  });

  test("twelve orders at once fit eight times, each with its own id and addresses; the rest leave nothing", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, (_, index) => create(`web-${index}`)));
    const made = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.server] : []));
    const refused = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(refused.map((error) => error.code ?? error.message)).toEqual(Array(4).fill("resource_unavailable"));
    expect(new Set(made.map((server) => server.ipv4?.address)).size).toBe(8);
    expect(new Set(made.map((server) => server.ipv6?.network)).size).toBe(8);
    const rows = await opened().database.kysely.selectFrom("servers").select("vmid").execute();
    expect(new Set(rows.map((row) => row.vmid)).size).toBe(8);
    expect(await reserved()).toEqual({ servers: 8, free: 4 });
  });

  test("a hundred orders at once from two processes: a hundred servers, nothing given out twice", async () => {
    await fresh(13);
    const other = createWorld(opened().again());
    const outcomes = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        run(index % 2 ? world : other, ada, createServer, order(`web-${index}`)).then(({ server }) => server),
      ),
    );
    expect(new Set(outcomes.map((server) => server.ipv4?.address)).size).toBe(100);
    expect(new Set(outcomes.map((server) => server.ipv6?.network)).size).toBe(100);
    const rows = await opened().database.kysely.selectFrom("servers").select("vmid").execute();
    expect(new Set(rows.map((row) => row.vmid)).size).toBe(100);
  });

  test("lists filter by name, status and labels, sort, and page without gaps", async () => {
    await running("charlie", { labels: { env: "prod", team: "a" } });
    await create("alpha", { labels: { env: "prod" } });
    await create("Bravo", { labels: { env: "dev", tier: "" } });
    expect(await names({})).toEqual(["Bravo", "alpha", "charlie"]);
    expect(await names({ sort: "created:asc" })).toEqual(["charlie", "alpha", "Bravo"]);
    expect(await names({ sort: "name:asc" })).toEqual(["Bravo", "alpha", "charlie"]);
    expect(await names({ name: "alpha" })).toEqual(["alpha"]);
    expect(await names({ name: "ALPHA" })).toEqual([]);
    expect(await names({ status: "running" })).toEqual(["charlie"]);
    const selected = (label_selector: string) => names({ label_selector, sort: "name:asc" });
    expect(await selected("env=prod")).toEqual(["alpha", "charlie"]);
    expect(await selected("env!=prod")).toEqual(["Bravo"]);
    expect(await selected("team")).toEqual(["charlie"]);
    expect(await selected("!team,env in (prod,dev)")).toEqual(["Bravo", "alpha"]);
    expect(await selected("env notin (dev)")).toEqual(["alpha", "charlie"]);
    expect(await selected("tier=")).toEqual(["Bravo"]);
    for (const sort of ["name:asc", "name:desc", "created:asc", "created:desc"]) {
      const paged: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await run(world, ada, listServers, { sort, limit: 1, ...(cursor ? { cursor } : {}) });
        paged.push(...page.servers.map((server) => server.name));
        cursor = page.meta.pagination.next_cursor;
      } while (cursor);
      expect(paged).toEqual(await names({ sort }));
    }
  });

  test("another tenant sees nothing of it", async () => {
    const server = await running("web-1");
    expect(await names({}, eve)).toEqual([]);
    const { actions } = await run(world, ada, listActions, {});
    const action = actions[0]?.id ?? "";
    const missing = { code: "not_found" };
    await expect(run(world, eve, getServerQuery, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(world, eve, stopServer, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(world, eve, updateServer, { id: server.id, name: "mine" })).rejects.toMatchObject(missing);
    await expect(run(world, eve, deleteServer, { id: server.id })).rejects.toMatchObject(missing);
    await expect(run(world, eve, getAction, { id: action })).rejects.toMatchObject(missing);
    expect((await run(world, eve, listActions, {})).actions).toEqual([]);
    expect((await run(world, eve, listAudit, {})).entries).toEqual([]);
  });

  test("power actions lock the server; one at a time", async () => {
    const server = await running("web-1");
    const { action } = await run(world, ada, stopServer, { id: server.id });
    await expect(run(world, ada, rebootServer, { id: server.id })).rejects.toMatchObject({ code: "locked" });
    const stopped = { ...WELL, "server.power": { ok: true as const, result: { power: "stopped", node: "pve1" } } };
    expect(await follow(world, action.id, stopped)).toBe("succeeded");
    expect((await run(world, ada, getServerQuery, { id: server.id })).server.status).toBe("stopped");
  });

  test("of two power actions at once one gets the lock", async () => {
    const server = await running("web-1");
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => run(world, ada, rebootServer, { id: server.id })));
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
  });

  test("holds stack, end by themselves, and give the server back as it was", async () => {
    const server = await running("web-1");
    const until = new Date(world.clock.now().getTime() + HOUR).toISOString();
    const first = await run(world, asOperator, placeHold, { id: server.id, kind: "billing", reason: "unpaid", until });
    await follow(world, first.action.id);
    const second = await run(world, asOperator, placeHold, { id: server.id, kind: "abuse", reason: "spam sent" });
    await follow(world, second.action.id);
    const held = (await run(world, ada, getServerQuery, { id: server.id })).server;
    expect(held).toMatchObject({ status: "stopped", suspended: true });
    expect(held.holds.map((hold) => [hold.kind, hold.until])).toEqual([
      ["billing", until],
      ["abuse", null],
    ]);
    await expect(run(world, ada, rebootServer, { id: server.id })).rejects.toMatchObject({ code: "server_suspended" });
    await world.clock.advance(HOUR);
    expect(await liftDueHolds(world.app)).toBe(1);
    const [, abuse] = held.holds;
    const lifted = await run(world, asOperator, liftHold, { id: abuse?.id ?? "" });
    await follow(world, lifted.action?.id ?? "");
    expect((await run(world, ada, getServerQuery, { id: server.id })).server).toMatchObject({
      status: "running",
      suspended: false,
    });
  });

  test("a deletion gives everything back and keeps who had the address", async () => {
    const server = await running("web-1", { labels: { env: "prod" } });
    const from = now();
    await world.clock.advance(HOUR);
    const { action } = await run(world, ada, deleteServer, { id: server.id });
    expect(await follow(world, action.id)).toBe("succeeded");
    const until = now();
    await expect(run(world, ada, getServerQuery, { id: server.id })).rejects.toMatchObject({ code: "not_found" });
    expect(await reserved()).toEqual({ servers: 0, free: 12 });
    const { assignments } = await run(world, asOperator, listAssignments, { address: "203.0.113.10", at: from });
    expect(assignments).toMatchObject([{ server: { id: server.id }, from, until }]);
    await world.clock.advance(366 * 24 * HOUR);
    expect(await forgetAssignments(world.app)).toBe(2);
    expect(await sweepJobs(world.app)).toBe(1);
  });

  test("a scheduled deletion can be cancelled until it is due", async () => {
    const server = await running("web-1");
    const { server: scheduled } = await run(world, ada, scheduleDeletion, { id: server.id, after_hours: 1 });
    expect(scheduled.deletion_due).toBe(new Date(world.clock.now().getTime() + HOUR).toISOString());
    const stopped = { ...WELL, "server.power": { ok: true as const, result: { power: "stopped", node: "pve1" } } };
    await follow(world, scheduled.action ?? "", stopped);
    expect((await run(world, ada, cancelDeletion, { id: server.id })).server.deletion_due).toBeNull();
    await run(world, ada, scheduleDeletion, { id: server.id, after_hours: 1 });
    expect(await deleteDueServers(world.app)).toBe(0);
    await world.clock.advance(HOUR);
    expect(await deleteDueServers(world.app)).toBe(1);
    expect((await run(world, ada, getServerQuery, { id: server.id })).server.status).toBe("deleting");
  });

  test("a server deleted while it is created follows its creation, which is cancelled", async () => {
    const { server, action } = await create("web-1");
    const deletion = await run(world, ada, deleteServer, { id: server.id });
    expect(await follow(world, action.id)).toBe("undone");
    expect(world.sent.some((sent) => sent.topic === "execution" && sent.input.action === deletion.action.id)).toBe(
      true,
    );
    expect(await follow(world, deletion.action.id)).toBe("succeeded");
    expect(await reserved()).toEqual({ servers: 0, free: 12 });
  });

  test("renaming and relabelling is found by lists and kept in the audit trail", async () => {
    const server = await running("web-1", { labels: { env: "prod" } });
    await run(world, ada, updateServer, { id: server.id, name: "web-2", labels: { env: "dev" } });
    const at = now();
    expect(await names({ name: "web-2", label_selector: "env=dev" })).toEqual(["web-2"]);
    expect(await names({ label_selector: "env=prod" })).toEqual([]);
    const { entries } = await run(world, ada, listAudit, { resource: server.id, limit: 1 });
    expect(entries).toMatchObject([
      {
        command: "server.update",
        at,
        changes: {
          name: { before: "web-1", after: "web-2" },
          labels: { before: { env: "prod" }, after: { env: "dev" } },
        },
      },
    ]);
  });

  test("operators see all tenants' servers, actions and capacity", async () => {
    const server = await running("web-1");
    await run(world, eve, createServer, order("web-1"));
    const { servers } = await run(world, asOperator, listServersAsOperator, { sort: "name:asc" });
    expect(servers.map((one) => [one.tenant.name, one.endpoint, one.vmid]).sort()).toEqual([
      ["Tenant 0", "fra1-a", 100_000],
      ["Tenant 1", "fra1-a", 100_001],
    ]);
    expect((await run(world, asOperator, getServerAsOperator, { id: server.id })).server.node).toMatch(/^pve[12]$/);
    const { actions } = await run(world, asOperator, listActionsAsOperator, { status: "running" });
    expect(actions.map((action) => action.tenant?.name)).toEqual(["Tenant 1"]);
    const { action } = await run(world, asOperator, stopAsOperator, { id: server.id });
    expect(action.command).toBe("server.stop");
    const { endpoints } = await run(world, asOperator, listEndpoints);
    expect(endpoints).toMatchObject([{ nodes: [{ cores: { total: 8, limit: 16 } }, {}], free_ipv4: 10 }]);
  });

  test("what is draining takes nothing new", async () => {
    const { endpoints } = await run(world, asOperator, listEndpoints);
    const [node] = endpoints[0]?.nodes ?? [];
    await run(world, asOperator, setNodeStatus, { id: node?.id, status: "draining" });
    const { server } = await create("web-1");
    expect((await run(world, asOperator, getServerAsOperator, { id: server.id })).server.node).toBe("pve2");
    await run(world, asOperator, setEndpointStatus, { id: endpoints[0]?.id, status: "draining" });
    await expect(create("web-2")).rejects.toMatchObject({ code: "resource_unavailable" });
  });

  test("the catalogue shows what is sold and where", async () => {
    expect((await run(world, ada, listPlans)).plans.map((plan) => plan.name)).toEqual(["s1"]);
    expect((await run(world, ada, listImages)).images).toMatchObject([{ name: "debian-13", locations: ["fra1"] }]);
    expect((await run(world, ada, listLocations)).locations).toMatchObject([{ name: "fra1", open: true }]);
  });

  test("a relay's heartbeats are kept, the newest counts", async () => {
    const beat = (running_jobs: number) =>
      takeRelayMessage(world.app, {
        version: 1,
        type: "heartbeat",
        relay: "relay-1",
        location: "fra1",
        at: world.clock.now().toISOString(),
        relay_version: "0.1.0",
        started_at: world.clock.now().toISOString(),
        running_jobs,
        problems: [{ endpoint: "fra1-a", code: "firewall_off", message: "The cluster firewall is off." }],
      });
    await beat(1);
    await beat(2);
    const { endpoints } = await run(world, asOperator, listEndpoints);
    expect(endpoints[0]?.relays).toMatchObject([
      { running_jobs: 2, present: true, problems: [{ code: "firewall_off" }] },
    ]);
  });
});

const TABLES: (keyof Tables)[] = [
  "audit_log",
  "outbox",
  "tenants",
  "plans",
  "images",
  "locations",
  "endpoints",
  "nodes",
  "storages",
  "templates",
  "pools",
  "addresses",
  "address_history",
  "servers",
  "server_labels",
  "holds",
  "actions",
  "action_steps",
  "jobs",
  "relays",
];
