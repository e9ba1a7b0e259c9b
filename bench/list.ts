/**
 * `GET /v1/servers`, 25 of many, as a Lambda answers it: event in, response out, the token's signature verified each
 * time. Beside it the bound: the same columns by bare SQL on one connection of pg, and JSON.stringify of the rows. They
 * take turns, so that what disturbs the machine disturbs both; once more with the statement prepared, to show how much of
 * it is PostgreSQL planning the query anew.
 */
import { apiHandler } from "@hostwright/functions/http";
import { apis } from "@hostwright/functions/manifest";
import type { Context } from "aws-lambda";
import { Client } from "pg";
import { benchApp, eventOf, ownerToken } from "./support/app.ts";
import { benchPostgres } from "./support/postgres.ts";
import { against, line, median, ms, percentile, quietly, timed, title } from "./support/report.ts";
import { fillServers } from "./support/servers.ts";

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 2000;
const WARM_UP = 500;
const LIMIT = 25;

const BARE = `select s.id, s.name, s.status, s.plan_id, p.name as plan_name, s.image_id, i.name as image_name,
  s.location_id, l.name as location_name, s.cores, s.memory_mb, s.disk_gb, s.price_amount, s.currency, s.network,
  s.labels, s.holds, s.action_id, s.deletion_due, s.created_at
  from servers s join plans p on p.id = s.plan_id join images i on i.id = s.image_id join locations l on l.id = s.location_id
  where s.deleted_at is null and s.tenant_id = $1 order by s.deleted_at desc, s.id desc limit $2`;

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const bare = new Client({ connectionString: postgres.url });
await bare.connect();
const handler = apiHandler(() => app, apis.server);
const context = Object.assign(Object.create(null), { getRemainingTimeInMillis: () => 15_000 }) as Context;

async function measure(tenant: string): Promise<{ handler: number; bare: number; prepared: number; quiet: number }> {
  const event = eventOf({ routeKey: "GET /v1/servers", query: `limit=${LIMIT}`, token: await ownerToken(app, tenant) });
  const ask = async () => {
    const answer = await handler(event, context);
    if (answer.statusCode !== 200) throw new Error(answer.body);
  };
  const bound = async (name?: string) => {
    const { rows } = await bare.query({ text: BARE, values: [tenant, LIMIT + 1], ...(name ? { name } : {}) });
    return JSON.stringify({ servers: rows.slice(0, LIMIT) });
  };
  const ours: number[] = [];
  const theirs: number[] = [];
  const prepared: number[] = [];
  await quietly(async () => {
    for (let round = 0; round < WARM_UP + ROUNDS; round++) {
      const [one, other, third] = [await timed(ask), await timed(() => bound()), await timed(() => bound("list"))];
      if (round < WARM_UP) continue;
      ours.push(one);
      theirs.push(other);
      prepared.push(third);
    }
  });
  return { handler: median(ours), bare: median(theirs), prepared: median(prepared), quiet: percentile(ours, 10) };
}

try {
  title(`List ${LIMIT} servers: handler with token check against bare SQL and JSON (medians of ${ROUNDS})`);
  const seen: number[] = [];
  for (const size of SIZES) {
    const tenants = await fillServers(app, bare, size);
    for (const [who, tenant] of [
      ["a tenant with nearly all", tenants.large],
      ["a tenant with 1 %", tenants.small],
    ] as const) {
      const result = await measure(tenant);
      seen.push(result.quiet);
      const ratio = result.handler / result.bare;
      line(`${size.toLocaleString("en")} rows, ${who}: handler`, ms(result.handler, 3));
      line("  bare SQL + JSON", ms(result.bare, 3));
      line("  the same, prepared", ms(result.prepared, 3));
      line("  ratio to bare SQL + JSON", `${ratio.toFixed(2)} ×`, against(ratio, 2, "×"));
    }
  }
  const growth = (seen.at(-2) ?? Number.NaN) / (seen[0] ?? Number.NaN);
  line(
    `handler at its quietest (10 %), ${SIZES.at(-1)?.toLocaleString("en")} rows over ${SIZES[0]?.toLocaleString("en")}`,
    `${growth.toFixed(2)} ×`,
    "target: flat (≈ 1 ×)",
  );
} finally {
  await bare.end();
  await app.db.close();
  await postgres.stop();
}
