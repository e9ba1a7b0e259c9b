import { MysqlDialect } from "kysely";
import type { TypeCastField, TypeCastNext } from "mysql2";
import { decimal, safeInteger } from "./values.ts";

/**
 * Every session alike: READ COMMITTED (InnoDB's default, REPEATABLE READ, locks gaps and reads stale rows), UTC, and
 * refusing what does not fit instead of truncating it.
 */
const sessionSettings = [
  "set session transaction isolation level read committed",
  "set session time_zone = '+00:00', sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
];

function portableValue(field: TypeCastField, next: TypeCastNext): unknown {
  if (field.type === "LONGLONG") return withText(field, safeInteger);
  if (field.type === "NEWDECIMAL" || field.type === "DECIMAL") return withText(field, decimal);
  if (field.type === "TINY" && field.length === 1) return withText(field, (digit) => digit !== "0");
  return next();
}

function withText<T>(field: TypeCastField, read: (text: string) => T): T | null {
  const text = field.string("ascii");
  return text === null ? null : read(text);
}

/** MySQL 8 and MariaDB 10.6 through mysql2, which is loaded with the first statement. */
export function mysqlDialect(options: { url: string; pool: number; brokenConnection: (error: Error) => void }) {
  return new MysqlDialect({
    pool: async () => {
      const { createPool } = await import("mysql2");
      const pool = createPool({
        uri: options.url.replace(/^mariadb:/, "mysql:"),
        connectionLimit: options.pool,
        connectTimeout: 10_000,
        charset: "utf8mb4_bin",
        timezone: "Z",
        jsonStrings: true,
        typeCast: portableValue,
      });
      // Commands of one connection run in order, so this precedes the first statement given to it.
      pool.on("connection", (connection) => {
        connection.on("error", options.brokenConnection);
        for (const setting of sessionSettings) {
          connection.query(setting, (error: Error | null) => {
            if (error) connection.destroy();
          });
        }
      });
      return pool;
    },
  });
}
