import { z } from "zod";
import { parseSelector, selectorConditions } from "../access/index.ts";
import { type Ctx, decodeCursor, notFound, pageInput, pageMeta, query, toPage } from "../kernel/index.ts";
import { addressesOf } from "../network/index.ts";
import { getServer, holdsOf, serverView, VIEW_COLUMNS, visibleServers } from "./repository.ts";
import { serverRef, serverStatus } from "./schema.ts";

const SORTS = ["created:desc", "created:asc", "name:asc", "name:desc"] as const;
const filters = {
  ...pageInput(SORTS, "created:desc"),
  name: z.string().max(63).optional().describe("Exactly this name."),
  status: serverStatus.exclude(["deleted"]).optional(),
  label_selector: z
    .string()
    .max(1000)
    .optional()
    .describe("`k=v`, `k!=v`, `k`, `!k`, `k in (a,b)`, `k notin (a,b)`, joined by commas.")
    .meta({ example: "env=prod,team" }),
};
const listInput = z.strictObject(filters);

export const listServers = query({
  name: "server.list",
  permission: "server:read",
  input: listInput,
  async run(ctx, input) {
    const rows = await pageQuery(ctx, input).select(VIEW_COLUMNS).execute();
    const page = toPage(rows, input.limit, positionBy(input.sort), serverView);
    return { servers: page.items, meta: pageMeta(input.limit, page.nextCursor) };
  },
});

export const getServerQuery = query({
  name: "server.get",
  permission: "server:read",
  input: serverRef,
  run: async (ctx, { id }) => ({ server: await getServer(ctx, id) }),
});

const OPERATOR_COLUMNS = [
  ...VIEW_COLUMNS,
  "servers.vmid",
  "servers.tenant_id",
  "tenants.name as tenant_name",
  "endpoints.name as endpoint_name",
  "nodes.name as node_name",
] as const;

/** All tenants' servers, with where they run. */
export const listServersAsOperator = query({
  name: "operator.server.list",
  permission: "operator:read",
  input: z.strictObject({ ...filters, tenant: z.string().max(40).optional().describe("Id of a tenant.") }),
  async run(ctx, input) {
    let rows = withPlace(pageQuery(ctx, input));
    if (input.tenant) rows = rows.where("servers.tenant_id", "=", input.tenant);
    const page = toPage(await rows.select(OPERATOR_COLUMNS).execute(), input.limit, positionBy(input.sort), (row) => ({
      ...serverView(row),
      ...placeView(row),
    }));
    return { servers: page.items, meta: pageMeta(input.limit, page.nextCursor) };
  },
});

export const getServerAsOperator = query({
  name: "operator.server.get",
  permission: "operator:read",
  input: serverRef,
  run: async (ctx, { id }) => ({ server: await operatorServer(ctx, id) }),
});

export async function operatorServer(ctx: Ctx, id: string) {
  const row = await withPlace(visibleServers(ctx))
    .select(OPERATOR_COLUMNS)
    .where("servers.id", "=", id)
    .executeTakeFirst();
  if (!row) throw notFound("server");
  const firewall = await ctx.db
    .selectFrom("firewalls")
    .select(["smtp_open", "foreign_rules"])
    .where("server_id", "=", id)
    .executeTakeFirst();
  return {
    ...serverView(row),
    ...placeView(row),
    holds: await holdsOf(ctx, id),
    addresses: await addressesOf(ctx, id),
    smtp_open: firewall?.smtp_open ?? false,
    foreign_rules: firewall?.foreign_rules ?? 0,
  };
}

type Servers = ReturnType<typeof visibleServers>;
const withPlace = (query: Servers) =>
  query
    .innerJoin("tenants", "tenants.id", "servers.tenant_id")
    .innerJoin("endpoints", "endpoints.id", "servers.endpoint_id")
    .leftJoin("nodes", "nodes.id", "servers.node_id");

const placeView = (row: {
  tenant_id: string;
  tenant_name: string;
  endpoint_name: string;
  node_name: string | null;
  vmid: number;
}) => ({
  tenant: { id: row.tenant_id, name: row.tenant_name },
  endpoint: row.endpoint_name,
  node: row.node_name,
  vmid: row.vmid,
});

type Sort = (typeof SORTS)[number];

/** Filters, order and position of a page; one row more than the page, to know whether another follows. */
function pageQuery(ctx: Ctx, input: z.output<typeof listInput>): Servers {
  const [field, direction] = splitSort(input.sort);
  const after = decodeCursor(input.cursor);
  // All rows have null there; said first, since PostgreSQL takes the order of an index only as the index has it.
  let rows = visibleServers(ctx)
    .orderBy("servers.deleted_at", direction)
    .limit(input.limit + 1);
  if (input.name) rows = rows.where("servers.name", "=", input.name);
  if (input.status) rows = rows.where("servers.status", "=", input.status);
  for (const condition of selectorConditions(parseSelector(input.label_selector))) rows = rows.where(condition);
  const beyond = direction === "desc" ? "<" : ">";
  if (field === "name") {
    if (after)
      rows = rows.where((eb) =>
        eb.or([
          eb("servers.name", beyond, after.value),
          eb.and([eb("servers.name", "=", after.value), eb("servers.id", beyond, after.id)]),
        ]),
      );
    return rows.orderBy("servers.name", direction).orderBy("servers.id", direction);
  }
  if (after) rows = rows.where("servers.id", beyond, after.id);
  return rows.orderBy("servers.id", direction);
}

const splitSort = (sort: Sort): ["name" | "created", "asc" | "desc"] => [
  sort.startsWith("name") ? "name" : "created",
  sort.endsWith("desc") ? "desc" : "asc",
];

const positionBy = (sort: Sort) => (row: { id: string; name: string }) => ({
  value: sort.startsWith("name") ? row.name : "",
  id: row.id,
});
