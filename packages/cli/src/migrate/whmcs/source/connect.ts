import { type Connection, createConnection, type RowDataPacket } from "mysql2/promise";
import { SourceError, sourceError } from "./error.ts";

/**
 * One connection in one read-only transaction with a consistent snapshot: MySQL cannot share a snapshot between
 * connections without a global lock, which a read-only user may not take. Whatever WHMCS writes meanwhile is not seen.
 */
export interface Session {
  database: string;
  /** Rows as objects by column name. Decimals, dates and unsafe integers are text. @throws SourceError */
  query(sql: string, values?: readonly (string | number)[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

const SETTINGS = [
  // What a client is told as its TIMESTAMP is in UTC; DATE and DATETIME have no zone.
  "set session time_zone = '+00:00'",
  "set session group_concat_max_len = 16777216",
  "set session transaction read only",
  "set session transaction isolation level repeatable read",
  "start transaction with consistent snapshot, read only",
];

/** @param url `mysql://user:password@host:port/database`; `?ssl=true` for TLS. @throws SourceError */
export async function openSession(url: string): Promise<Session> {
  const address = parseAddress(url);
  const connection = await createConnection({
    host: address.hostname,
    port: address.port === "" ? 3306 : Number(address.port),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database: decodeURIComponent(address.pathname.slice(1)),
    connectTimeout: 10_000,
    charset: "utf8mb4_bin",
    dateStrings: true,
    supportBigNumbers: true,
    ...(address.searchParams.get("ssl") === "true" ? { ssl: {} } : {}),
  }).catch((error: unknown) => {
    throw sourceError(error);
  });
  // A connection that breaks between two queries says so here; the next query fails with the reason.
  connection.on("error", () => {});
  const session = sessionOn(connection, decodeURIComponent(address.pathname.slice(1)));
  try {
    for (const setting of SETTINGS) await session.query(setting);
  } catch (error) {
    await session.close();
    throw error;
  }
  return session;
}

function sessionOn(connection: Connection, database: string): Session {
  return {
    database,
    async query(sql, values = []) {
      try {
        const [rows] = await connection.query<RowDataPacket[]>(sql, [...values]);
        return rows;
      } catch (error) {
        throw sourceError(error);
      }
    },
    async close() {
      await connection.end().catch(() => connection.destroy());
    },
  };
}

function parseAddress(url: string): URL {
  const address = URL.parse(url.replace(/^mariadb:/, "mysql:"));
  if (address?.protocol !== "mysql:") {
    throw new SourceError("source_url_invalid", "the source is written as mysql://user:password@host:port/database");
  }
  if (address.pathname.length < 2)
    throw new SourceError("source_url_invalid", "the source's address names no database");
  return address;
}
