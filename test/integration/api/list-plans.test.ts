import { listInvoicesAsOperator, listTicketsAsOperator } from "@hostwright/core/archive";
import { type App, openCtx, type Query } from "@hostwright/core/kernel";
import { listServers, listServersAsOperator } from "@hostwright/core/server";
import type { KyselyPlugin } from "kysely";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { fillServers } from "../../../bench/support/servers.ts";
import { type Face, openFace } from "./support/face.ts";

let face: Face;
let client: Client;
beforeAll(async () => {
  face = await openFace();
  client = new Client({ connectionString: face.app.config.HOSTWRIGHT_DATABASE_URL });
  await client.connect();
  await fillServers(face.app, client, 20_000);
});
afterAll(async () => {
  await client.end();
  await face.close();
});

interface Plan {
  "Node Type": string;
  "Index Name"?: string | undefined;
  Plans?: Plan[] | undefined;
}
const plan: z.ZodType<Plan> = z.looseObject({
  "Node Type": z.string(),
  "Index Name": z.string().optional(),
  Plans: z.lazy(() => z.array(plan)).optional(),
});
const explained = z.tuple([z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: plan })]) })]);
const nodesOf = (one: Plan): Plan[] => [one, ...(one.Plans ?? []).flatMap(nodesOf)];

/** How PostgreSQL runs what a list sends. */
async function planOf(query: Query, input: object): Promise<Plan[]> {
  const { app, sessions } = face;
  const sent: { sql: string; parameters: readonly unknown[] }[] = [];
  const spy: KyselyPlugin = {
    transformQuery({ node, queryId }) {
      sent.push(app.db.kysely.getExecutor().compileQuery(node, queryId));
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const watched: App = { ...app, db: { ...app.db, kysely: app.db.kysely.withPlugin(spy) } };
  const actor =
    query.name === listServers.name
      ? {
          type: "user" as const,
          user: sessions.owner.user,
          session: sessions.owner.id,
          tenant: tenantOf(),
          permissions: new Set<never>(),
        }
      : {
          type: "operator" as const,
          user: sessions.operator.user,
          session: sessions.operator.id,
          permissions: new Set<never>(),
        };
  const ctx = openCtx({ app: watched, actor, requestId: "req_plan" }, watched.db.kysely);
  await query.run(ctx, query.input.parse(input), undefined);
  const [first] = sent;
  const { rows } = await client.query(`explain (format json) ${first?.sql}`, [...(first?.parameters ?? [])]);
  return nodesOf(explained.parse(rows)[0]["QUERY PLAN"][0].Plan);
}

function tenantOf() {
  const { member } = face.sessions.owner;
  if (!member) throw new Error("the owner has a tenant");
  return member.tenant;
}

const cursor = (value: string, id: number) =>
  Buffer.from(JSON.stringify([value, `srv_${String(id).padStart(26, "0")}`])).toString("base64url");

const byId: object[] = [{}, { sort: "created:asc" }, { cursor: cursor("", 9000) }, { status: "running" }];
const byName: object[] = [{ sort: "name:asc" }, { sort: "name:desc", cursor: cursor("web-5", 5) }];

/** Whatever the number of rows: a page is read off an index in its order, and nothing is sorted. */
describe.each([
  ["a tenant's", listServers, [...byId, ...byName]],
  ["an operator's", listServersAsOperator, byId],
] as const)("%s list is read off an index", (_name, query, inputs) => {
  test.each(inputs)("%j", async (input) => {
    const nodes = await planOf(query, input);
    expect(nodes.map((node) => node["Node Type"])).not.toContain("Sort");
    expect(nodes.map((node) => node["Index Name"])).toContainEqual(expect.stringMatching(/^servers_(by_|all)/));
  });
});

/** What hardly any invoice or ticket of all tenants matches is found without going through them all. */
describe("operators find papers of the system before by an index", () => {
  beforeAll(async () => {
    const paper = `'ten_' || n % 500, 'RE-' || n, case when n % 5000 = 0 then 'collections' else 'paid' end`;
    await client.query(`
      insert into archive_invoices (id, tenant_id, number, status, currency, buyer, subtotal, credit, total, taxes, lines,
        payment_method, notes)
      select 'inv_' || lpad(n::text, 26, '0'), ${paper}, 'EUR', '{}', 0, 0, 0, '[]', '[]', '', ''
      from generate_series(1, 20000) n`);
    await client.query(`
      insert into archive_tickets (id, tenant_id, reference, status, department, subject, urgency, messages)
      select 'tkt_' || lpad(n::text, 26, '0'), ${paper}, '', '', '', '[]' from generate_series(1, 20000) n`);
    await client.query("analyze archive_invoices, archive_tickets");
  });

  test.each([
    ["invoices by number", listInvoicesAsOperator, { number: "re-1234" }, "archive_invoices_number"],
    ["invoices by status", listInvoicesAsOperator, { status: "collections" }, "archive_invoices_status"],
    ["tickets by status", listTicketsAsOperator, { status: "collections" }, "archive_tickets_status"],
  ] as const)("%s", async (_what, query, input, index) => {
    expect((await planOf(query, input)).map((node) => node["Index Name"])).toContain(index);
  });
});
