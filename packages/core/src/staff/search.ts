import { isIP } from "node:net";
import type { z } from "zod";
import { type Ctx, query } from "../kernel/index.ts";
import { canonicalAddress, networkOf } from "../network/index.ts";
import { type FOUND_BY, type searchAnswer, searchInput } from "./schema.ts";

type Found = z.input<typeof searchAnswer>["results"][number];
type By = (typeof FOUND_BY)[number];

/** As many of each kind as an answer holds. */
const LIMIT = 20;
/** The WHMCS tables whose ids people quote: clients, their users, and what they bought. */
const WHMCS_TABLES = ["tblclients", "tblusers", "tblcontacts", "tblhosting"];

/** Finds tenants, people and servers by whatever is known of them. Every look-up walks an index. */
export const search = query({
  name: "operator.search",
  permission: "operator:search",
  input: searchInput,
  async run(ctx, { q, at }) {
    const found = (await Promise.all(waysToFind(ctx, q, at ? new Date(at) : undefined))).flat();
    // A server that had the address twice is there twice.
    const first = new Map<string, Found>();
    for (const one of found) {
      const key = `${one.id}${one.held?.from ?? ""}`;
      if (!first.has(key)) first.set(key, one);
    }
    return { results: [...first.values()].slice(0, 3 * LIMIT) };
  },
});

/** What the text may be, the surest first. */
function waysToFind(ctx: Ctx, q: string, at: Date | undefined): Promise<Found[]>[] {
  if (isIP(q)) return [byAddress(ctx, canonicalAddress(q), at)];
  if (/^[a-z]{3}_/.test(q)) return [byId(ctx, q)];
  const number = /^(?:(tbl[a-z]+)[:#/ ]?)?(\d{1,18})$/.exec(q);
  if (number?.[1]) return [byWhmcsId(ctx, String(number[2]), [number[1]])];
  if (number) return [byVmid(ctx, Number(q)), byWhmcsId(ctx, q, WHMCS_TABLES)];
  if (q.includes("@")) return [people(ctx, "email", q.toLowerCase())];
  return [servers(ctx, "hostname", q.toLowerCase()), tenants(ctx, q), people(ctx, "name", q), servers(ctx, "name", q)];
}

const serverRows = (ctx: Ctx) =>
  ctx.db
    .selectFrom("servers")
    .innerJoin("tenants", "tenants.id", "servers.tenant_id")
    .innerJoin("endpoints", "endpoints.id", "servers.endpoint_id")
    .select(["servers.id", "servers.name", "servers.hostname", "servers.vmid", "servers.deleted_at"])
    .select(["tenants.id as tenant", "tenants.name as tenant_name", "endpoints.name as endpoint"])
    .orderBy("servers.id", "desc")
    .limit(LIMIT);
type ServerRow = Awaited<ReturnType<ReturnType<typeof serverRows>["execute"]>>[number];

const serverFound = (row: ServerRow, found_by: By, detail: string | null, held: Found["held"] = null): Found => ({
  type: "server",
  id: row.id,
  name: row.name,
  tenant: { id: row.tenant, name: row.tenant_name },
  found_by,
  detail,
  held,
  deleted: row.deleted_at !== null,
});
const place = (row: ServerRow): string => `VM ${row.vmid} at ${row.endpoint}`;

/** Who has the address, and who had it: an abuse report names it with a moment. */
async function byAddress(ctx: Ctx, address: string, at: Date | undefined): Promise<Found[]> {
  const wanted = address.includes(":") ? networkOf(address) : address;
  const now = await ctx.db
    .selectFrom("addresses")
    .select(["server_id", "assigned_at as from"])
    .where("address", "=", wanted)
    .where("server_id", "is not", null)
    .execute();
  let past = ctx.db
    .selectFrom("address_history")
    .select(["server_id", "from_at as from", "until_at as until"])
    .where("address", "=", wanted)
    .orderBy("from_at", "desc")
    .limit(LIMIT);
  if (at) past = past.where("from_at", "<=", at).where("until_at", ">", at);
  const holders = [
    ...now.filter(({ from }) => !at || !from || from <= at).map((row) => ({ ...row, until: null })),
    ...(await past.execute()),
  ];
  const ids = [...new Set(holders.flatMap(({ server_id }) => server_id ?? []))];
  if (ids.length === 0) return [];
  const rows = new Map((await serverRows(ctx).where("servers.id", "in", ids).execute()).map((row) => [row.id, row]));
  return holders.flatMap(({ server_id, from, until }) => {
    const row = rows.get(server_id ?? "");
    const held = { address, from: from?.toISOString() ?? null, until: until?.toISOString() ?? null };
    return row ? [serverFound(row, "address", place(row), held)] : [];
  });
}

async function byId(ctx: Ctx, id: string, by: By = "id", detail: string | null = null): Promise<Found[]> {
  if (id.startsWith("ten_")) return (await tenantRows(ctx).where("id", "=", id).execute()).map(tenantFound(by, detail));
  if (id.startsWith("usr_")) return peopleFound(await personRows(ctx).where("users.id", "=", id).execute(), by, detail);
  if (id.startsWith("srv_"))
    return (await serverRows(ctx).where("servers.id", "=", id).execute()).map((row) =>
      serverFound(row, by, detail ?? place(row)),
    );
  return byPart(ctx, id);
}

/** The server that an action, backup, snapshot, hold or console belongs to; the tenant of a key. */
async function byPart(ctx: Ctx, id: string): Promise<Found[]> {
  const { db } = ctx;
  const lookups: Record<string, () => Promise<{ of: string } | undefined>> = {
    act: () => db.selectFrom("actions").select("subject_id as of").where("id", "=", id).executeTakeFirst(),
    bkp: () => db.selectFrom("backups").select("server_id as of").where("id", "=", id).executeTakeFirst(),
    snp: () => db.selectFrom("snapshots").select("server_id as of").where("id", "=", id).executeTakeFirst(),
    hld: () => db.selectFrom("holds").select("server_id as of").where("id", "=", id).executeTakeFirst(),
    con: () => db.selectFrom("consoles").select("server_id as of").where("id", "=", id).executeTakeFirst(),
    key: () => db.selectFrom("api_keys").select("tenant_id as of").where("id", "=", id).executeTakeFirst(),
  };
  const owner = (await lookups[id.slice(0, 3)]?.())?.of;
  return owner && /^(srv|ten)_/.test(owner) ? byId(ctx, owner, "id", id) : [];
}

async function byVmid(ctx: Ctx, vmid: number): Promise<Found[]> {
  if (vmid > 999_999_999) return [];
  const rows = await serverRows(ctx).where("servers.vmid", "=", vmid).execute();
  return rows.map((row) => serverFound(row, "vm_id", place(row)));
}

async function byWhmcsId(ctx: Ctx, id: string, tables: string[]): Promise<Found[]> {
  const sources = await ctx.db.selectFrom("migration_runs").select("source").distinct().execute();
  if (sources.length === 0) return [];
  const rows = await ctx.db
    .selectFrom("migration_rows")
    .select(["source_table", "target_id"])
    .where(
      "source",
      "in",
      sources.map(({ source }) => source),
    )
    .where("source_table", "in", tables)
    .where("source_id", "=", id)
    .where("kind", "in", ["tenants", "users", "servers"])
    .limit(LIMIT)
    .execute();
  const found = rows.map((row) => byId(ctx, row.target_id, "whmcs_id", `${row.source_table} ${id}`));
  return (await Promise.all(found)).flat();
}

async function servers(ctx: Ctx, column: "hostname" | "name", begins: string): Promise<Found[]> {
  const rows = await serverRows(ctx)
    .where((eb) => eb.or(spellings(begins).map((text) => eb(`servers.${column}`, "like", prefix(text)))))
    .execute();
  return rows.map((row) =>
    serverFound(row, column === "name" ? "name" : "host_name", `${row.hostname}, ${place(row)}`),
  );
}

const tenantRows = (ctx: Ctx) => ctx.db.selectFrom("tenants").select(["id", "name"]).orderBy("name").limit(LIMIT);
const tenantFound =
  (found_by: By, detail: string | null) =>
  ({ id, name }: { id: string; name: string }): Found => ({
    type: "tenant",
    id,
    name,
    tenant: null,
    found_by,
    detail,
    held: null,
    deleted: false,
  });

async function tenants(ctx: Ctx, begins: string): Promise<Found[]> {
  const rows = await tenantRows(ctx)
    .where((eb) => eb.or(spellings(begins).map((text) => eb("name", "like", prefix(text)))))
    .execute();
  return rows.map(tenantFound("name", null));
}

const personRows = (ctx: Ctx) =>
  ctx.db
    .selectFrom("users")
    .leftJoin("memberships", "memberships.user_id", "users.id")
    .leftJoin("tenants", "tenants.id", "memberships.tenant_id")
    .select(["users.id", "users.name", "users.email", "tenants.id as tenant", "tenants.name as tenant_name"])
    .orderBy("users.id")
    .limit(LIMIT);
type PersonRow = Awaited<ReturnType<ReturnType<typeof personRows>["execute"]>>[number];

const peopleFound = (rows: PersonRow[], found_by: By, detail: string | null): Found[] =>
  rows.map((row) => ({
    type: "user",
    id: row.id,
    name: row.name,
    tenant: row.tenant && row.tenant_name ? { id: row.tenant, name: row.tenant_name } : null,
    found_by,
    detail: detail ?? row.email,
    held: null,
    deleted: false,
  }));

async function people(ctx: Ctx, column: "email" | "name", begins: string): Promise<Found[]> {
  const texts = column === "email" ? [begins] : spellings(begins);
  const rows = await personRows(ctx)
    .where((eb) => eb.or(texts.map((text) => eb(`users.${column}`, "like", prefix(text)))))
    .execute();
  return peopleFound(rows, column, null);
}

/** Names are compared as they are written, so that an index serves: as typed, in lower case, and capitalised. */
const spellings = (text: string): string[] => [
  ...new Set([text, text.toLowerCase(), text.replace(/(^|\s)\p{Ll}/gu, (letter) => letter.toUpperCase())]),
];
const prefix = (text: string): string => `${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
