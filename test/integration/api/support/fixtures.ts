import { newId } from "@hostwright/core/kernel";
import { jsonIn } from "@hostwright/core/kernel/database/index";
import { z } from "zod";
import { orderBody } from "./answers.ts";
import { emailOf, type Face, PASSWORD, type Person } from "./face.ts";

/** What one request to a route needs beside its token. */
export interface Request {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

export interface Fixture {
  /** Who may; nobody where no token is needed. */
  as: "owner" | "operator" | "nobody";
  /** A request that the route answers with its own status; what it needs is made first, for that person's tenant. */
  make(face: Face): Request | Promise<Request>;
}

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
let count = 0;

export const order = (more: object = {}) => ({
  name: `web-${++count}`,
  plan: "s1",
  image: "debian-13",
  location: "fra1",
  ssh_keys: [KEY],
  ...more,
});

/** A server of that person's tenant, ordered and set in the state it would come to. */
export async function aServer(face: Face, status: "running" | "stopped", person: Person = "owner", more: object = {}) {
  const answer = await face.ask("POST", "/v1/servers", { as: person, body: order(more) });
  const { server, action } = orderBody.parse(answer.body);
  const db = face.app.db.kysely;
  await db.updateTable("servers").set({ status, action_id: null }).where("id", "=", server.id).execute();
  await db
    .updateTable("actions")
    .set({ status: "success", finished_at: face.clock.now() })
    .where("id", "=", action.id)
    .execute();
  return { server: server.id, action: action.id };
}

/** A migration that has ended, with a row it has set aside. */
async function aMigration(face: Face): Promise<string> {
  const db = face.app.db.kysely;
  const now = face.clock.now();
  const id = newId("mig", now);
  const moments = { started_at: now, ended_at: now, heartbeat_at: now };
  const run = { id, source: "whmcs-test", system: "WHMCS 8.4.1", mode: "apply" as const, status: "done" as const };
  await db
    .insertInto("migration_runs")
    .values({ ...run, ...moments, kinds: jsonIn({}), problem: null, reconciliation: null })
    .execute();
  const row = { source: run.source, source_table: "tblhosting", source_id: id, kind: "servers", run_id: id };
  const why = { code: "orphan", message: "tblclients:404 is not there", hint: "`orphans: legacy`" };
  await db
    .insertInto("migration_set_aside")
    .values({ ...row, ...why })
    .execute();
  return id;
}

/** A server as a migration brings it, in that state of its adoption, not changed by the last run. */
const broughtOver = (state: "bound" | "adopted" | "handed_over") => async (face: Face) => {
  const { server } = await aServer(face, "running");
  await aMigration(face);
  const db = face.app.db.kysely;
  await db.updateTable("servers").set({ adoption: state }).where("id", "=", server).execute();
  const { tenant_id, vmid } = await db
    .selectFrom("servers")
    .select(["tenant_id", "vmid"])
    .where("id", "=", server)
    .executeTakeFirstOrThrow();
  const source = { source: "whmcs-test", source_table: "tblhosting", source_id: server, source_status: "active" };
  const marked = state === "bound" ? null : face.clock.now();
  await db
    .insertInto("server_adoptions")
    .values({
      server_id: server,
      tenant_id,
      vmid,
      ...source,
      source_hash: "1",
      source_changed_at: new Date(0),
      addresses: jsonIn([]),
      raw: jsonIn({}),
      seen: null,
      adopted_at: marked,
      handed_over_at: null,
      handed_over_by: null,
    })
    .execute();
  return { params: { id: server } };
};

/** An action that left something behind, which operators may undo again. */
async function failedAction(face: Face) {
  const { action } = await aServer(face, "running");
  await face.app.db.kysely
    .updateTable("actions")
    .set({ status: "error", leftovers: jsonIn(["Create the server"]) })
    .where("id", "=", action)
    .execute();
  return action;
}

async function heldServer(face: Face) {
  const { server } = await aServer(face, "running");
  await face.ask("POST", `/v1/operator/servers/${server}/holds`, {
    as: "operator",
    body: { kind: "abuse", reason: "spam" },
  });
  const db = face.app.db.kysely;
  await db.updateTable("servers").set({ status: "stopped", action_id: null }).where("id", "=", server).execute();
  const hold = await db.selectFrom("holds").select("id").where("server_id", "=", server).executeTakeFirstOrThrow();
  return hold.id;
}

/** An extra address of a server that nothing changes just now. */
async function anExtraAddress(face: Face): Promise<{ id: string; address: string }> {
  const { server } = await aServer(face, "running");
  const answer = await face.ask("POST", `/v1/servers/${server}/addresses`, { as: "owner", body: { family: "ipv4" } });
  const { address } = z.object({ address: z.string() }).parse(answer.body);
  await face.app.db.kysely.updateTable("servers").set({ action_id: null }).where("id", "=", server).execute();
  return { id: server, address };
}

async function refreshToken(face: Face): Promise<string> {
  const body = { email: emailOf("owner"), password: PASSWORD };
  const answer = await face.ask("POST", "/v1/auth/login", { body });
  return z.object({ refresh_token: z.string() }).parse(answer.body).refresh_token;
}

/** A snapshot of a running server, as if its action had ended. */
async function aSnapshot(face: Face) {
  const { server } = await aServer(face, "running");
  const answer = await face.ask("POST", `/v1/servers/${server}/snapshots`, { as: "owner", body: {} });
  const { snapshot } = z.object({ snapshot: z.object({ id: z.string() }) }).parse(answer.body);
  const db = face.app.db.kysely;
  await db.updateTable("snapshots").set({ status: "available" }).where("id", "=", snapshot.id).execute();
  await db.updateTable("servers").set({ action_id: null }).where("id", "=", server).execute();
  return { params: { id: server, snapshot: snapshot.id } };
}

/** A backup of a running server, as if its action had ended. */
async function aBackup(face: Face) {
  const { server } = await aServer(face, "running");
  const answer = await face.ask("POST", `/v1/servers/${server}/backups`, { as: "owner", body: {} });
  const { backup } = z.object({ backup: z.object({ id: z.string() }) }).parse(answer.body);
  const db = face.app.db.kysely;
  const done = { status: "available" as const, action_id: null, finished_at: face.clock.now(), size_bytes: 4e9 };
  await db
    .updateTable("backups")
    .set({ ...done, volid: `backup:backup/${backup.id}.vma.zst`, node: "fra1-a" })
    .where("id", "=", backup.id)
    .execute();
  await db.updateTable("servers").set({ action_id: null }).where("id", "=", server).execute();
  return { params: { id: server, backup: backup.id } };
}

async function scheduled(face: Face): Promise<string> {
  const { server } = await aServer(face, "running");
  const body = { frequency: "daily", hour: 2, keep: 7 };
  await face.ask("PUT", `/v1/servers/${server}/backup-schedule`, { as: "owner", body });
  return server;
}

/** An API key of the owner's tenant. */
export async function aKey(face: Face, more: object = {}, person: Person = "owner") {
  const answer = await face.ask("POST", "/v1/keys", { as: person, body: { name: "pipeline", ...more } });
  const { key, secret } = z.object({ key: z.object({ id: z.string() }), secret: z.string() }).parse(answer.body);
  return { id: key.id, authorization: `Bearer ${secret}` };
}

/** A finding that is open: a machine of somebody's that carries the mark of no server. */
async function openFinding(face: Face, status: "open" | "muted" = "open") {
  const db = face.app.db.kysely;
  const { id: endpoint_id } = await db.selectFrom("endpoints").select("id").executeTakeFirstOrThrow();
  const id = newId("fnd", face.clock.now());
  const now = face.clock.now();
  const evidence = {
    expected: { server: "unknown" },
    observed: { server: "srv_x" },
    about: { server: "srv_x", vmid: 777 },
  };
  await db
    .insertInto("findings")
    .values({
      id,
      code: "orphan",
      severity: "warning",
      status,
      endpoint_id,
      subject_type: "vm",
      subject_id: `${endpoint_id}/${id}`,
      live_key: `orphan:${id}`,
      evidence: jsonIn(evidence),
      sightings: 2,
      first_seen: now,
      last_seen: now,
      opened_at: now,
      closed_at: null,
      resolution: null,
      muted_reason: null,
      muted_by: null,
    })
    .execute();
  return id;
}

/** A webhook of the owner's tenant, the only one: a tenant has so many and no more. */
async function aWebhook(face: Face): Promise<string> {
  await face.app.db.kysely.deleteFrom("webhooks").execute();
  const body = { url: "https://example.com/hook" };
  const answer = await face.ask("POST", "/v1/webhooks", { as: "owner", body });
  return z.object({ webhook: z.object({ id: z.string() }) }).parse(answer.body).webhook.id;
}

const idOf = async (face: Face, table: "endpoints" | "nodes") =>
  (await face.app.db.kysely.selectFrom(table).select("id").executeTakeFirstOrThrow()).id;

const open = (make: Fixture["make"] = () => ({})): Fixture => ({ as: "nobody", make });
const own = (make: Fixture["make"] = () => ({})): Fixture => ({ as: "owner", make });
const operator = (make: Fixture["make"] = () => ({})): Fixture => ({ as: "operator", make });
const onServer = (status: "running" | "stopped", body?: unknown) => async (face: Face) => ({
  params: { id: (await aServer(face, status)).server },
  ...(body === undefined ? {} : { body }),
});

/** One for each route of the manifest; a test fails while one is missing. */
export const fixtures: Record<string, Fixture> = {
  "GET /health": open(),
  "GET /v1/health": open(),
  "GET /ready": open(),
  "GET /docs": open(),
  "GET /v1/openapi.json": open(),
  "POST /v1/auth/login": open(() => ({ body: { email: emailOf("owner"), password: PASSWORD } })),
  "POST /v1/auth/refresh": open(async (face) => ({ body: { refresh_token: await refreshToken(face) } })),
  "POST /v1/auth/logout": open(async (face) => ({ body: { refresh_token: await refreshToken(face) } })),
  "GET /v1/me": own(),
  "GET /v1/webhooks": own(() => ({ query: { limit: "5" } })),
  "POST /v1/webhooks": own(async (face) => {
    await aWebhook(face);
    return { body: { url: "https://example.com/hook", events: ["server.created"] } };
  }),
  "GET /v1/webhooks/{id}": own(async (face) => ({ params: { id: await aWebhook(face) } })),
  "PATCH /v1/webhooks/{id}": own(async (face) => ({ params: { id: await aWebhook(face) }, body: { active: false } })),
  "DELETE /v1/webhooks/{id}": own(async (face) => ({ params: { id: await aWebhook(face) } })),
  "POST /v1/webhooks/{id}/actions/rotate-secret": own(async (face) => ({ params: { id: await aWebhook(face) } })),
  "POST /v1/webhooks/{id}/actions/ping": own(async (face) => ({ params: { id: await aWebhook(face) } })),
  "GET /v1/webhooks/{id}/deliveries": own(async (face) => ({
    params: { id: await aWebhook(face) },
    query: { status: "pending" },
  })),
  "POST /v1/webhooks/{id}/deliveries/{delivery}/actions/replay": own(async (face) => {
    const id = await aWebhook(face);
    const { body } = await face.ask("POST", `/v1/webhooks/${id}/actions/ping`, { as: "owner" });
    return { params: { id, delivery: z.object({ delivery: z.object({ id: z.string() }) }).parse(body).delivery.id } };
  }),
  "GET /v1/keys": own(() => ({ query: { limit: "5" } })),
  "POST /v1/keys": own(() => ({ body: { name: "pipeline", read_only: true, addresses: ["198.51.100.0/24"] } })),
  "DELETE /v1/keys/{id}": own(async (face) => ({ params: { id: (await aKey(face)).id } })),
  "GET /v1/plans": own(),
  "GET /v1/images": own(),
  "GET /v1/locations": own(),
  "GET /v1/audit": own(() => ({ query: { limit: "5", sort: "created:asc" } })),
  "GET /v1/servers": own(() => ({ query: { sort: "name:asc", status: "running", label_selector: "!team" } })),
  "POST /v1/servers": own(() => ({ body: order({ labels: { env: "prod" } }) })),
  "GET /v1/servers/{id}": own(onServer("running")),
  "PATCH /v1/servers/{id}": own(onServer("running", { labels: { env: "test" } })),
  "DELETE /v1/servers/{id}": own(onServer("stopped")),
  "POST /v1/servers/{id}/actions/start": own(onServer("stopped")),
  "POST /v1/servers/{id}/actions/shutdown": own(onServer("running")),
  "POST /v1/servers/{id}/actions/stop": own(onServer("running")),
  "POST /v1/servers/{id}/actions/reboot": own(onServer("running")),
  "POST /v1/servers/{id}/actions/resize": own(onServer("stopped", { plan: "m1" })),
  "POST /v1/servers/{id}/actions/rebuild": own(onServer("running", { image: "debian-13" })),
  "POST /v1/servers/{id}/actions/enable-rescue": own(onServer("running")),
  "POST /v1/servers/{id}/actions/disable-rescue": own(async (face) => {
    const { server } = await aServer(face, "running");
    await face.app.db.kysely.updateTable("servers").set({ rescue: true }).where("id", "=", server).execute();
    return { params: { id: server } };
  }),
  "POST /v1/servers/{id}/actions/reset-access": own(onServer("running", { password: true, ssh_keys: [KEY] })),
  "POST /v1/servers/{id}/deletion": own(onServer("running", { after_hours: 24 })),
  "DELETE /v1/servers/{id}/deletion": own(async (face) => {
    const { server } = await aServer(face, "stopped");
    await face.ask("POST", `/v1/servers/${server}/deletion`, { as: "owner", body: {} });
    return { params: { id: server } };
  }),
  "GET /v1/servers/{id}/metrics": own(async (face) => ({
    params: { id: (await aServer(face, "running")).server },
    query: { period: "day" },
  })),
  "GET /v1/servers/{id}/traffic": own(async (face) => ({
    params: { id: (await aServer(face, "running")).server },
    query: { from: "2026-11-19T12:00:00Z" },
  })),
  "POST /v1/servers/{id}/addresses": own(onServer("running", { family: "ipv4" })),
  "DELETE /v1/servers/{id}/addresses/{address}": own(async (face) => ({ params: await anExtraAddress(face) })),
  "PATCH /v1/servers/{id}/addresses/{address}": own(async (face) => ({
    params: await anExtraAddress(face),
    body: { reverse_dns: "www.example.com" },
  })),
  "GET /v1/servers/{id}/firewall": own(onServer("running")),
  "PUT /v1/servers/{id}/firewall": own(
    onServer("running", {
      rules: [
        {
          direction: "in",
          protocol: "tcp",
          ports: ["22", "8000-8100"],
          sources: ["192.0.2.0/24", "2001:db8::/32"],
          action: "accept",
          description: "Office",
        },
      ],
      default_in: "drop",
      default_out: "accept",
    }),
  ),
  "POST /v1/operator/servers/{id}/smtp": operator(onServer("running", { open: true, reason: "ticket 7, checked" })),
  "GET /v1/servers/{id}/snapshots": own(onServer("running")),
  "POST /v1/servers/{id}/snapshots": own(onServer("running", { name: "before the upgrade" })),
  "DELETE /v1/servers/{id}/snapshots/{snapshot}": own(aSnapshot),
  "POST /v1/servers/{id}/snapshots/{snapshot}/actions/rollback": own(aSnapshot),
  "GET /v1/servers/{id}/backups": own(async (face) => ({
    params: { id: (await aBackup(face)).params.id },
    query: { limit: "5", sort: "created:asc" },
  })),
  "POST /v1/servers/{id}/backups": own(onServer("running", { label: "before the move" })),
  "PATCH /v1/servers/{id}/backups/{backup}": own(async (face) => ({
    ...(await aBackup(face)),
    body: { label: "kept", protected: true },
  })),
  "DELETE /v1/servers/{id}/backups/{backup}": own(aBackup),
  "POST /v1/servers/{id}/backups/{backup}/actions/restore": own(aBackup),
  "GET /v1/servers/{id}/backup-schedule": own(async (face) => ({ params: { id: await scheduled(face) } })),
  "PUT /v1/servers/{id}/backup-schedule": own(
    onServer("running", { frequency: "weekly", weekday: "monday", hour: 2, keep: 4 }),
  ),
  "DELETE /v1/servers/{id}/backup-schedule": own(async (face) => ({ params: { id: await scheduled(face) } })),
  "GET /v1/operator/backups": operator(() => ({ query: { sort: "created:asc" } })),
  "DELETE /v1/operator/backups/{id}": operator(async (face) => ({
    params: { id: (await aBackup(face)).params.backup },
  })),
  "POST /v1/servers/{id}/console": own(onServer("running", { kind: "serial" })),
  "GET /v1/actions": own(() => ({ query: { status: "running" } })),
  "GET /v1/actions/{id}": own(async (face) => ({ params: { id: (await aServer(face, "running")).action } })),
  "GET /v1/operator/servers": operator(() => ({ query: { limit: "2" } })),
  "GET /v1/operator/servers/{id}": operator(onServer("running")),
  "POST /v1/operator/servers/{id}/actions/stop": operator(onServer("running")),
  "POST /v1/operator/servers/{id}/holds": operator(
    onServer("running", { kind: "billing", reason: "invoice 7 is open", until: "2027-01-01T00:00:00Z" }),
  ),
  "DELETE /v1/operator/holds/{id}": operator(async (face) => ({ params: { id: await heldServer(face) } })),
  "GET /v1/operator/actions": operator(() => ({ query: { sort: "created:asc" } })),
  "GET /v1/operator/actions/{id}": operator(async (face) => ({
    params: { id: (await aServer(face, "running")).action },
  })),
  "POST /v1/operator/actions/{id}/undo": operator(async (face) => ({ params: { id: await failedAction(face) } })),
  "GET /v1/operator/endpoints": operator(),
  "PATCH /v1/operator/endpoints/{id}": operator(async (face) => ({
    params: { id: await idOf(face, "endpoints") },
    body: { status: "open" },
  })),
  "PATCH /v1/operator/nodes/{id}": operator(async (face) => ({
    params: { id: await idOf(face, "nodes") },
    body: { status: "open" },
  })),
  "POST /v1/operator/servers/{id}/actions/move": operator(async (face) => {
    const { server } = await aServer(face, "running");
    const db = face.app.db.kysely;
    const here = await db
      .selectFrom("servers")
      .select(["node_id", "endpoint_id"])
      .where("id", "=", server)
      .executeTakeFirstOrThrow();
    const other = await db
      .selectFrom("nodes")
      .select("name")
      .where("endpoint_id", "=", here.endpoint_id)
      .where("id", "<>", here.node_id ?? "")
      .executeTakeFirstOrThrow();
    return { params: { id: server }, body: { node: other.name } };
  }),
  "GET /v1/operator/findings": operator(() => ({ query: { severity: "critical", status: "open" } })),
  "GET /v1/operator/findings/{id}": operator(async (face) => ({ params: { id: await openFinding(face) } })),
  "POST /v1/operator/findings/{id}/mute": operator(async (face) => ({
    params: { id: await openFinding(face) },
    body: { reason: "staff's own test machine" },
  })),
  "DELETE /v1/operator/findings/{id}/mute": operator(async (face) => ({
    params: { id: await openFinding(face, "muted") },
  })),
  "POST /v1/operator/findings/{id}/decide": operator(async (face) => ({
    params: { id: await openFinding(face) },
    body: { decision: "destroy", confirm: "777" },
  })),
  "GET /v1/operator/migrations": operator(() => ({ query: { limit: "5" } })),
  "GET /v1/operator/migrations/{id}/set-aside": operator(async (face) => ({
    params: { id: await aMigration(face) },
    query: { code: "orphan" },
  })),
  "GET /v1/operator/adoptions": operator(() => ({ query: { state: "bound" } })),
  "POST /v1/operator/servers/{id}/actions/adopt": operator(broughtOver("bound")),
  "POST /v1/operator/servers/{id}/actions/disown": operator(broughtOver("adopted")),
  "POST /v1/operator/servers/{id}/actions/hand-over": operator(broughtOver("adopted")),
  "POST /v1/operator/servers/{id}/actions/hand-back": operator(broughtOver("handed_over")),
  "GET /v1/operator/assignments": operator(() => ({ query: { address: "198.18.0.10", at: "2026-11-20T12:00:00Z" } })),
};

/** The path of a request, its parameters filled in. */
export function pathOf(template: string, { params = {}, query = {} }: Request): string {
  const path = template.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams(query).toString();
  return search ? `${path}?${search}` : path;
}

const PREFIXES = {
  servers: "srv",
  snapshots: "snp",
  backups: "bkp",
  actions: "act",
  holds: "hld",
  endpoints: "end",
  findings: "fnd",
  migrations: "mig",
  nodes: "nod",
  keys: "key",
  webhooks: "whk",
  deliveries: "dlv",
} as const;

const isKnown = (name: string): name is keyof typeof PREFIXES => name in PREFIXES;

/** For each id in a path one of the kind it asks for, that nothing has. */
export function unknownIds(template: string): Record<string, string> {
  const ids = [...template.matchAll(/\/([a-z-]+)\/\{(\w+)\}/g)].map(([, name = "", field = ""]) => {
    if (name === "addresses") return [field, "203.0.113.250"];
    if (!isKnown(name)) throw new Error(`${template}: what kind of id is that?`);
    return [field, newId(PREFIXES[name], new Date(0))];
  });
  return Object.fromEntries(ids);
}
