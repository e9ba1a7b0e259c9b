import { readdir } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Kysely, sql } from "kysely";
import { type Migration, type MigrationProvider, type MigrationResultSet, Migrator } from "kysely/migration";
import type { Database } from "./open.ts";

export interface MigrationOptions {
  /** The folder of `2026-11-20T0900_server.ts` and the like: each exports `up(db)` and `down(db)`. */
  directory: string;
}

const MIGRATION_FILE = /^(\d{4}-\d{2}-\d{2}T\d{4}_[a-z0-9_]+)\.(ts|js|mjs)$/;

function isMigration(module: unknown): module is Migration {
  return typeof module === "object" && module !== null && "up" in module && "down" in module;
}

function filesIn(directory: string): MigrationProvider {
  return {
    async getMigrations() {
      const migrations: Record<string, Migration> = {};
      for (const file of (await readdir(directory)).sort()) {
        if (!/\.(ts|js|mjs)$/.test(file) || /\.(test|d)\.ts$/.test(file)) continue;
        const name = MIGRATION_FILE.exec(file)?.[1];
        if (!name) throw new Error(`${path.join(directory, file)}: name migrations like 2026-11-20T0900_server.ts`);
        const module: unknown = await import(pathToFileURL(path.join(directory, file)).href);
        if (!isMigration(module)) throw new Error(`${path.join(directory, file)}: exports no up and down`);
        migrations[name] = module;
      }
      return migrations;
    },
  };
}

/** A number of ours, locked while migrating: of two processes starting at once the second waits, then finds it done. */
const LOCK = 4_881_730_219;

/** PostgreSQL's DDL is transactional: one transaction holds the lock and every migration, and all or none remain. */
async function inOneTransaction<DB>(db: Kysely<DB>, run: (locked: Kysely<DB>) => Promise<MigrationResultSet>) {
  let outcome: MigrationResultSet = {};
  const undone = new Error("rolled back");
  try {
    await db.transaction().execute(async (transaction) => {
      // As a count: the lock function returns `void`, which the Data API cannot show.
      await sql`select count(*) from (select pg_advisory_xact_lock(${sql.lit(LOCK)})) as held`.execute(transaction);
      outcome = await run(transaction);
      if (outcome.error) throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return outcome;
}

async function runMigrations<DB>(
  database: Database<DB>,
  { directory }: MigrationOptions,
  direction: (migrator: Migrator) => Promise<MigrationResultSet>,
): Promise<string[]> {
  const run = (db: Kysely<DB>) => direction(new Migrator({ db, provider: filesIn(directory) }));
  // MySQL commits each DDL statement by itself, under a lock of Kysely's: a failing migration leaves its first half.
  const { error, results } = await (database.dialect === "mysql"
    ? run(database.kysely)
    : inOneTransaction(database.kysely, run));
  if (error) {
    const failed = results?.find((result) => result.status === "Error");
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(failed ? `migration ${failed.migrationName} failed: ${reason}` : `migrations: ${reason}`, {
      cause: error,
    });
  }
  return (results ?? []).filter((result) => result.status === "Success").map((result) => result.migrationName);
}

/** Brings the schema up to date; returns the names of the migrations it ran. Safe from several processes at once. */
export function migrate<DB>(database: Database<DB>, options: MigrationOptions): Promise<string[]> {
  return runMigrations(database, options, (migrator) => migrator.migrateToLatest());
}

/** Takes the newest migration back; returns its name, or none where there was none. */
export function migrateDown<DB>(database: Database<DB>, options: MigrationOptions): Promise<string[]> {
  return runMigrations(database, options, (migrator) => migrator.migrateDown());
}
