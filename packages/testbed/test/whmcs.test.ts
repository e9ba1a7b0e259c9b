import { randomBytes } from "node:crypto";
import { type Connection, createConnection } from "mysql2/promise";
import { afterAll, describe as always, beforeAll, expect, inject, test } from "vitest";
import { z } from "zod";
import { type FilledWhmcs, fillWhmcs } from "../src/whmcs/index.ts";
import { layoutOf, SHAPES, type Shape } from "../src/whmcs/layout/shapes.ts";

const server = inject("mariadbUrl");
const describe = server === null ? always.skip : always;

async function rowsOf<T extends z.ZodType>(connection: Connection, shape: T, sql: string): Promise<z.output<T>[]> {
  const [rows] = await connection.query({ sql, rowsAsArray: false });
  return z.array(shape).parse(rows);
}

async function fill(shape: Shape): Promise<FilledWhmcs> {
  return fillWhmcs(`${server}/whmcs_${randomBytes(5).toString("hex")}`, { size: 30, shape, seed: 4 });
}

describe.each(SHAPES)("WHMCS %s on MariaDB", (shape) => {
  let filled: FilledWhmcs;
  let reader: Connection;
  let admin: Connection;

  beforeAll(async () => {
    filled = await fill(shape);
    reader = await createConnection({ uri: filled.readerUrl, dateStrings: true });
    admin = await createConnection(filled.url);
  });
  afterAll(async () => {
    const name = new URL(filled.url).pathname.slice(1);
    await admin.query(`drop database ${name}`);
    await admin.query(`drop user '${new URL(filled.readerUrl).username}'@'%'`);
    await Promise.all([reader.end(), admin.end()]);
  });

  test("has the tables and columns of its layout, as they are described", async () => {
    const column = z.object({ t: z.string(), c: z.string(), type: z.string(), nullable: z.string() });
    const found = await rowsOf(
      reader,
      column,
      "select table_name t, column_name c, column_type type, is_nullable nullable from information_schema.columns where table_schema = database()",
    );
    const expected = layoutOf(shape).flatMap(({ name, columns }) =>
      columns.map(({ name: c, type, nullable }) => ({ t: name, c, type, nullable: nullable ? "YES" : "NO" })),
    );
    const sorted = (list: typeof found) => list.map((one) => JSON.stringify(one)).sort();
    expect(sorted(found)).toEqual(sorted(expected));
  });

  test("keeps zero dates, and months that do not exist", async () => {
    const dates = await rowsOf(
      reader,
      z.object({ nextduedate: z.string() }),
      "select distinct nextduedate from tblhosting where nextduedate like '%-00-%' order by 1",
    );
    expect(dates.map(({ nextduedate }) => nextduedate)).toEqual(["0000-00-00", "2024-00-15"]);
  });

  test("says what version it is, and lets its reader only read", async () => {
    const [version] = await rowsOf(
      reader,
      z.object({ value: z.string() }),
      "select value from tblconfiguration where setting = 'Version'",
    );
    expect(version?.value.startsWith(shape)).toBe(true);
    await expect(reader.query("update tblclients set email = ''")).rejects.toMatchObject({
      code: "ER_TABLEACCESS_DENIED_ERROR",
    });
  });

  test("holds text with tabs and lines, and numbers with cents, exactly", async () => {
    const [note] = await rowsOf(reader, z.object({ body: z.string() }), "select body from mod_shop_notes");
    expect(note?.body).toBe("Call before noon\tand\nwrite \\ it down");
    const [invoice] = await rowsOf(
      reader,
      z.object({ total: z.string() }),
      "select total from tblinvoices order by total desc limit 1",
    );
    expect(invoice?.total).toBe("9007199.25");
  });

  test("refuses to fill a database twice", async () => {
    await expect(fillWhmcs(filled.url, { size: 1, shape, seed: 1 })).rejects.toThrow("holds tables already");
  });
});

describe("text of an old installation", () => {
  test("UTF-8 in a latin1 column reads as two characters each, latin1 as one", async () => {
    const filled = await fill("7.8");
    const reader = await createConnection(filled.readerUrl);
    const messages = await rowsOf(
      reader,
      z.object({ message: z.string() }),
      "select message from tblticketreplies where message like 'Gr%'",
    );
    expect(messages.map(({ message }) => message).sort()).toEqual(["GrÃ¼ÃŸe aus KÃ¶ln", "Grüße aus Köln"]);
    await reader.end();
  });
});
