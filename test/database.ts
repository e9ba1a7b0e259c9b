import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** A fresh empty database in this run's PostgreSQL, or another. `drop` disconnects whoever still uses it. */
export async function createDatabase(server = inject("postgresUrl")): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const run = async (sql: string) => {
    const client = new Client({ connectionString: server });
    await client.connect();
    await client.query(sql).finally(() => client.end());
  };
  await run(`create database ${name} template template0`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database if exists ${name} with (force)`) };
}
