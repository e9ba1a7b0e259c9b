/**
 * The bound that a migration is held against: every table as it is, streamed by mysql2 into COPY, with nothing looked at.
 *   node migrate-bare.ts mysql://… postgres://…
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createConnection } from "mysql2";
import { Client } from "pg";
import { from as copyFrom } from "pg-copy-streams";

const [source = "", target = ""] = process.argv.slice(2);
const mysql = createConnection({ uri: source, dateStrings: true, supportBigNumbers: true, bigNumberStrings: true });
const postgres = new Client({ connectionString: target });
await postgres.connect();

const SPECIAL = /[\\\t\n\r]/;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function cell(value: unknown): string {
  if (value === null) return "\\N";
  const text = Buffer.isBuffer(value) ? `\\\\x${value.toString("hex")}` : String(value);
  return Buffer.isBuffer(value) || !SPECIAL.test(text)
    ? text
    : text.replace(/[\\\t\n\r]/g, (char) => ESCAPES[char] ?? char);
}

async function rowsOf(sql: string): Promise<unknown[][]> {
  const [rows] = await mysql.promise().query({ sql, rowsAsArray: true });
  return Array.isArray(rows) ? rows.filter(Array.isArray) : [];
}

async function* lines(table: string): AsyncGenerator<string> {
  const rows: Readable = mysql
    .query({ sql: `select * from \`${table}\``, rowsAsArray: true })
    .stream({ highWaterMark: 5000 });
  let text = "";
  for await (const row of rows) {
    if (!Array.isArray(row)) continue;
    text += `${row.map(cell).join("\t")}\n`;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}

for (const [table] of await rowsOf(
  "select table_name from information_schema.tables where table_schema = database()",
)) {
  const columns = await rowsOf(
    `select column_name from information_schema.columns where table_schema = database() and table_name = '${table}' order by ordinal_position`,
  );
  await postgres.query(`create table "${table}" (${columns.map(([name]) => `"${name}" text`).join(", ")})`);
  await pipeline(Readable.from(lines(String(table))), postgres.query(copyFrom(`copy "${table}" from stdin`)));
}
await postgres.end();
mysql.end();
