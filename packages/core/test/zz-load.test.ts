import { expect, test } from "vitest";
import { sql } from "kysely";
import { describeOnEachDatabase } from "../../../test/each-database.ts";
import type { Tables } from "../src/kernel/index.ts";
import { createServer } from "../src/server/index.ts";
import { listAudit } from "../src/audit/index.ts";
import { listServers } from "../src/server/index.ts";
import { seed } from "./seed.ts";
import { asOwner, createWorld, run } from "./world.ts";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
describeOnEachDatabase<Tables>("load", (opened) => {
  test("100 at once", async () => {
    const { database } = opened();
    const a = createWorld(database), b = createWorld(opened().again());
    const { tenants } = await seed(a, { addresses: 150 });
    await database.kysely.updateTable("nodes").set({ cores: 400, memory_mb: 400 * 4096 }).execute();
    const t0 = performance.now();
    const out = await Promise.allSettled(Array.from({ length: 100 }, (_, i) => run(i % 2 ? a : b, asOwner(tenants[i % 2]!), createServer, { name: `s${i}`, plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [KEY], labels: { i: String(i) } })));
    const bad = out.flatMap((o) => (o.status === "rejected" ? [String(o.reason)] : []));
    console.log(database.dialect, "ms", Math.round(performance.now() - t0), "failed", bad.length, [...new Set(bad)]);
    const size = JSON.stringify(await database.kysely.introspection.getTables({ withInternalKyselyTables: true })).length;
    console.log("introspection bytes", size);
    if (database.dialect === "mysql") {
      console.log((await sql`explain select audit_log.*, users.name from audit_log left join users on users.id = audit_log.actor_id where audit_log.tenant_id = ${tenants[0]} order by audit_log.id desc limit 26`.execute(database.kysely)).rows);
      const q = await sql`explain select servers.id from servers inner join plans on plans.id = servers.plan_id where servers.deleted_at is null and servers.tenant_id = ${tenants[0]} order by servers.id desc limit 26`.execute(database.kysely);
      console.log(q.rows);
    }
    await run(a, asOwner(tenants[0]!), listAudit, {});
    expect(bad).toEqual([]);
  });
});
