import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createConnection } from "mysql2/promise";
import { parseFlags } from "../../packages/cli/src/migrate/flags.ts";
import { keeping } from "../../packages/cli/src/migrate/objects.ts";
import type { MigrationSource } from "../../packages/cli/src/migrate/source.ts";
import { whmcs } from "../../packages/cli/src/migrate/whmcs/index.ts";
import { migrate, openDatabase } from "../../packages/core/src/kernel/database/index.ts";
import {
  type Outcome,
  openStore,
  type RunReport,
  runMigration,
  type Store,
} from "../../packages/core/src/migration/index.ts";
import {
  type CompanyOptions,
  type FilledWhmcs,
  fillWhmcs,
  TIMEZONE,
  writeFiles,
} from "../../packages/testbed/src/whmcs/index.ts";
import { createDatabase } from "../database.ts";
import { MIGRATIONS } from "../each-database.ts";

/** Where databases are made: a MariaDB and a PostgreSQL on which everything may be done. */
export interface Servers {
  mariadb: string;
  postgres: string;
  /** Where files of a proof lie while it runs; the system's place for such by default. */
  folder?: string;
}

export interface Target {
  url: string;
  /** Where files are kept: a directory, as an address. */
  objects: string;
  store: Store;
  close(): Promise<void>;
}

/** A made-up company, and what its owner has decided. */
export interface Proof {
  filled: FilledWhmcs;
  /** The mapping file. */
  mapping: string;
  /** The attachments' directory. */
  attachments: string;
  /** A fresh installation. */
  target(): Promise<Target>;
  /** Brings the company over, in this process. `met` sees each outcome as it passes. */
  apply(target: Target, met?: (outcome: Outcome) => void): Promise<RunReport>;
  open(): Promise<MigrationSource>;
  close(): Promise<void>;
}

export async function openProof(servers: Servers, options: CompanyOptions): Promise<Proof> {
  const database = `proof_${options.shape.replace(".", "_")}_${options.seed}_${process.pid}`;
  const filled = await fillWhmcs(`${servers.mariadb}/${database}`, options);
  const folder = await mkdtemp(join(servers.folder ?? tmpdir(), "hostwright-proof-"));
  const mapping = join(folder, "mapping.yaml");
  // JSON is YAML.
  await writeFile(mapping, JSON.stringify({ version: 1, timezone: TIMEZONE, ...filled.knowledge }));
  const attachments = join(folder, "attachments");
  await writeFiles(attachments, filled);
  const open = () => whmcs.open({ source: filled.readerUrl, mapping, attachments });
  return {
    filled,
    mapping,
    attachments,
    open,
    target: () => freshTarget(servers.postgres, folder),
    async apply({ store, objects }, met) {
      const source = await open();
      try {
        return await runMigration(
          store,
          {
            source: source.key,
            system: source.system,
            mode: "apply",
            linkUsers: source.linkUsers,
            keepFile: keeping(source, parseFlags(["--objects", objects])),
            now: () => new Date(),
          },
          passing(source.outcomes({}), met),
        );
      } finally {
        await source.close();
      }
    },
    async close() {
      const connection = await createConnection(servers.mariadb);
      await connection.query(`drop database ${database}`);
      await connection.query(`drop user '${new URL(filled.readerUrl).username}'@'%'`);
      await connection.end();
      await rm(folder, { recursive: true });
    },
  };
}

async function freshTarget(server: string, folder: string): Promise<Target> {
  const { url, drop } = await createDatabase(server);
  const database = openDatabase({ url });
  await migrate(database, { directory: MIGRATIONS });
  await database.close();
  const store = await openStore(url);
  return {
    url,
    objects: pathToFileURL(join(folder, `objects-${new URL(url).pathname.slice(1)}`)).href,
    store,
    async close() {
      await store.close();
      await drop();
    },
  };
}

async function* passing(batches: AsyncIterable<readonly Outcome[]>, met?: (outcome: Outcome) => void) {
  for await (const batch of batches) {
    if (met) for (const outcome of batch) met(outcome);
    yield batch;
  }
}
