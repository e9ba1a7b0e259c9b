/**
 * Searching the audit trail of a tenant with 1,000,000 entries of a year, as a Lambda answers it. Beside each search the
 * bound of all: the newest entries of that tenant by bare SQL on one connection.
 */
import { apiHandler } from "@hostwright/functions/http";
import { apis } from "@hostwright/functions/manifest";
import type { Context } from "aws-lambda";
import { Client } from "pg";
import { benchApp, eventOf, ownerToken } from "./support/app.ts";
import { fillAudit } from "./support/audit.ts";
import { benchPostgres } from "./support/postgres.ts";
import { line, median, ms, quietly, timed, title } from "./support/report.ts";

const ENTRIES = 1_000_000;
const ROUNDS = 300;
const SLOW_ROUNDS = 5;

const postgres = await benchPostgres();
const app = await benchApp(postgres.url);
const client = new Client({ connectionString: postgres.url });
await client.connect();
const handler = apiHandler(() => app, apis.audit);
const context = Object.assign(Object.create(null), { getRemainingTimeInMillis: () => 15_000 }) as Context;

try {
  const { id: tenant } = await app.db.kysely
    .selectFrom("tenants")
    .select("id")
    .orderBy("name")
    .executeTakeFirstOrThrow();
  await fillAudit(app, client, tenant, ENTRIES);
  const token = await ownerToken(app, tenant);
  const ask = async (query: string) => {
    const answer = await handler(eventOf({ routeKey: "GET /v1/audit", query: `limit=25${query}`, token }), context);
    if (answer.statusCode !== 200) throw new Error(answer.body);
  };
  const bare = () =>
    client
      .query("select * from audit_log where tenant_id = $1 order by id desc limit 26", [tenant])
      .then(({ rows }) => {
        JSON.stringify(rows);
      });
  const report = async (what: string, query: string, rounds: number) => {
    const ours: number[] = [];
    const theirs: number[] = [];
    await quietly(async () => {
      for (let round = 0; round < rounds; round++) {
        ours.push(await timed(() => ask(query)));
        theirs.push(await timed(bare));
      }
    });
    const ratio = median(ours) / median(theirs);
    line(what, ms(median(ours)), `${ratio.toFixed(1)} × the newest 25 by bare SQL (${ms(median(theirs))})`);
  };
  title(`The audit trail of a tenant, ${ENTRIES.toLocaleString("en")} entries`);
  await quietly(() => ask(""));
  await report("newest", "", ROUNDS);
  await report("one command in a thousand", "&command=server.delete", ROUNDS);
  await report("one actor of fifty", "&actor=usr_7", ROUNDS);
  await report("one resource of five thousand", "&resource=srv_7", ROUNDS);
  await report("one address of two hundred", "&address=198.51.100.7", ROUNDS);
  await report("an hour half a year ago", "&from=2026-05-20T10:00:00Z&to=2026-05-20T11:00:00Z", ROUNDS);
  await report("text that is nowhere, the last 90 days", "&q=nowhere", SLOW_ROUNDS);
  await report("text that is nowhere, the whole year", "&q=nowhere&from=2020-01-01T00:00:00Z", SLOW_ROUNDS);
} finally {
  await client.end();
  await app.db.close();
  await postgres.stop();
}
