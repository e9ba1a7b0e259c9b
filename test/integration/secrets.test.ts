import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ pace: 10, speed: 20 });
});
afterAll(() => system?.stop());

/** Every row of every table, the local cloud's queues and executions included. */
async function wholeDatabase(): Promise<string> {
  const client = new Client({ connectionString: system.databaseUrl });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ text: string }>(`select row_to_json(t)::text as text from ${name} t`);
      texts.push(...rows.map((row) => `${name} ${row.text}`));
    }
    return texts.join("\n");
  } finally {
    await client.end();
  }
}

const order = (name: string, key: string) =>
  system.owner.POST("/v1/servers", {
    params: { header: { "Idempotency-Key": key } },
    body: { name, plan: "s1", image: "debian-13", location: "fra1" },
  });

test("a root password reaches its machine and is shown once; no table, queue or log holds it", async () => {
  const { data } = await order("no-keys", "key-1");
  const password = data?.root_password ?? "";
  expect(password).toMatch(/^[A-Za-z0-9]{20}$/);
  const id = data?.server.id ?? "";
  await until("the configure job out", async () => {
    const jobs = await system.db.selectFrom("jobs").select("id").where("kind", "=", "server.configure").execute();
    return jobs.length > 0 ? true : undefined;
  });
  const during = await wholeDatabase();
  expect(during).toContain(id);
  expect(during).toContain("sealed_password");
  expect(during).not.toContain(password);

  const action = await system.actionEnd(data?.action.id ?? "");
  expect(action.status).toBe("success");
  expect((await system.vm(id))?.options.cipassword).toBeDefined();
  expect(await wholeDatabase()).not.toContain(password);
  expect((await system.serverRow(id)).sealed_password).toBeNull();
  expect(system.lines.join("\n")).not.toContain(password);
  expect(JSON.stringify([action, await system.server(id)])).not.toContain(password);

  const again = await order("no-keys", "key-1");
  expect(again.data).toEqual(data);
});

test("it stays out of what Proxmox says when that fails", async () => {
  const { faults } = system.testbed();
  const on = "PUT /nodes/{node}/qemu/{vmid}/config";
  const { data } = await order("leaky", "key-2");
  const password = data?.root_password ?? "";
  faults.inject({ effect: "refuse", on, name: "^leaky$", text: `cannot set cipassword to '${password}'` });
  const action = await system.actionEnd(data?.action.id ?? "");
  expect(action).toMatchObject({ status: "error", detail: expect.stringContaining("[secret]") });
  expect(await wholeDatabase()).not.toContain(password);
  expect(system.lines.join("\n")).not.toContain(password);
});
