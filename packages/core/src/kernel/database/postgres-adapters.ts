import { PostgresAdapter } from "kysely";

/** PostgreSQL, with the migration lock taken by migrate.ts: the Data API knows no sessions to hold Kysely's own. */
export class PortablePostgresAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/** PostgreSQL behind the Data API; a class of its own so that `dialectOf` can tell them apart. */
export class DataApiAdapter extends PortablePostgresAdapter {}
