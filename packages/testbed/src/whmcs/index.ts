/** A WHMCS database as real companies have it: layout, customers, and every trap, labelled with what must become of it. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Connection, createConnection } from "mysql2/promise";
import { type CompanyOptions, makeCompany } from "./company/index.ts";
import type { Knowledge, Label } from "./labels.ts";
import { layoutOf } from "./layout/shapes.ts";
import { Loader } from "./load/loader.ts";

export type { CompanyOptions } from "./company/index.ts";
export { PASSWORD } from "./company/people.ts";
export type { Expected, ExpectedSpec, Knowledge, Label } from "./labels.ts";
export { layoutOf, SHAPES, type Shape, VERSIONS } from "./layout/shapes.ts";
export { CC_ENCRYPTION_HASH } from "./secret.ts";
export { trapsOf } from "./traps/index.ts";

/** The time zone that the company's WHMCS writes its times in. */
export const TIMEZONE = "Europe/Berlin";

export interface FilledWhmcs {
  /** Of a user with every right. */
  url: string;
  /** Of a user who may only read this one database. */
  readerUrl: string;
  /** What must become of the rows: all traps, and the first of the plain ones. */
  labels: readonly Label[];
  /** What the owner would write into the mapping file, under its own keys. */
  knowledge: Knowledge;
  /** What lies in the attachments directory, by file name; `writeFiles` makes one. */
  files: ReadonlyMap<string, string>;
}

/**
 * Makes a company up in a database of its own, named in the URL's path (`whmcs` where it names none), which must not exist
 * yet or be empty. The server must allow `LOAD DATA LOCAL`. Memory does not grow with the company.
 */
export async function fillWhmcs(server: string, options: CompanyOptions): Promise<FilledWhmcs> {
  const url = new URL(server);
  const database = decodeURIComponent(url.pathname.slice(1)) || "whmcs";
  url.pathname = "/";
  const connection = await createConnection(url.href);
  try {
    await useEmpty(connection, database);
    const company = makeCompany(options);
    const loader = new Loader(connection, layoutOf(options.shape));
    await loader.begin();
    for (const [table, row] of company.rows) {
      const loading = loader.add(table, row);
      if (loading) await loading;
    }
    await loader.end();
    const reader = await addReader(connection, database);
    const at = (user: string, password: string) => {
      const way = new URL(url);
      [way.username, way.password, way.pathname] = [user, password, `/${database}`];
      return way.href;
    };
    return {
      url: at(url.username, url.password),
      readerUrl: at(reader.user, reader.password),
      labels: company.labels,
      knowledge: company.knowledge,
      files: company.files,
    };
  } finally {
    await connection.end();
  }
}

/** Makes the attachments directory of a company. */
export async function writeFiles(directory: string, { files }: Pick<FilledWhmcs, "files">): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of files) await writeFile(join(directory, name), content);
}

async function useEmpty(connection: Connection, database: string): Promise<void> {
  const name = `\`${database.replaceAll("`", "``")}\``;
  await connection.query(`CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8 COLLATE utf8_unicode_ci`);
  await connection.query(`USE ${name}`);
  const [tables] = await connection.query("SHOW TABLES");
  if (Array.isArray(tables) && tables.length > 0)
    throw new Error(`the database ${database} holds tables already: name an empty one, or a new one, in the URL`);
}

async function addReader(connection: Connection, database: string): Promise<{ user: string; password: string }> {
  const user = `reader_${randomBytes(4).toString("hex")}`;
  const password = randomBytes(18).toString("base64url");
  await connection.query(`CREATE USER '${user}'@'%' IDENTIFIED BY '${password}'`);
  await connection.query(`GRANT SELECT, SHOW VIEW ON \`${database.replaceAll("`", "``")}\`.* TO '${user}'@'%'`);
  return { user, password };
}
