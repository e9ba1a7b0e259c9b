import { PostgresDialect } from "kysely";
import type { CustomTypesConfig, types as PgTypes } from "pg";
import { PortablePostgresAdapter } from "./postgres-adapters.ts";
import { decimal, safeInteger } from "./values.ts";

/** Type oids of pg_type.dat. */
const INT8 = 20;
const JSON_TEXT = 114;
const NUMERIC = 1700;
const JSONB = 3802;

function portableTypes(types: typeof PgTypes): CustomTypesConfig {
  return {
    getTypeParser(oid, format) {
      if (oid === INT8) return safeInteger;
      if (oid === NUMERIC) return decimal;
      if (oid === JSON_TEXT || oid === JSONB) return (text: string) => text;
      return types.getTypeParser(oid, format);
    },
  };
}

class PortablePostgresDialect extends PostgresDialect {
  override createAdapter(): PortablePostgresAdapter {
    return new PortablePostgresAdapter();
  }
}

/** PostgreSQL through pg, which is loaded with the first statement, so that a Lambda that speaks the Data API never does. */
export function postgresDialect(options: { url: string; pool: number; brokenConnection: (error: Error) => void }) {
  return new PortablePostgresDialect({
    pool: async () => {
      const { default: pg } = await import("pg");
      const pool = new pg.Pool({
        connectionString: options.url,
        max: options.pool,
        connectionTimeoutMillis: 10_000,
        keepAlive: true,
        // Day boundaries in SQL are UTC's, whatever the server's own zone.
        // A transaction whose process is frozen or gone must not hold its locks for long.
        options: "-c TimeZone=UTC -c idle_in_transaction_session_timeout=60000",
        types: portableTypes(pg.types),
      });
      // Without listeners a broken connection (the server restarting) would end the process: the pool speaks for idle
      // connections only. Whoever uses the connection gets the error from its statement as well.
      pool.on("error", options.brokenConnection);
      pool.on("connect", (client) => client.on("error", options.brokenConnection));
      return pool;
    },
  });
}
