import type { Insertable } from "kysely";
import { beforeAll, beforeEach } from "vitest";
import { describeOnEachDatabase, type Opened } from "../../../../test/each-database.ts";
import { columnTypes, type Database, type Json, jsonIn } from "../../src/kernel/database/index.ts";

export interface Thing {
  id: string;
  name: string;
  note: string | null;
  amount: number;
  size: number;
  active: boolean;
  labels: Json<Record<string, string>>;
  extra: Json<unknown> | null;
  created_at: Date;
}
export interface Tables {
  thing: Thing;
}

export const NOON = new Date("2026-11-20T12:00:00.123Z");
/** A row of the table; its name is its id. */
export const thing = (
  id: string,
  rest: Partial<Pick<Thing, "name" | "amount" | "active" | "note">> = {},
): Insertable<Thing> => ({
  id,
  name: id,
  note: null,
  amount: 0,
  size: 1,
  active: true,
  labels: jsonIn({}),
  extra: null,
  created_at: NOON,
  ...rest,
});

async function createTable(database: Database<Tables>): Promise<void> {
  const type = columnTypes(database.kysely);
  await database.kysely.schema
    .createTable("thing")
    .addColumn("id", type.id, (column) => column.primaryKey())
    .addColumn("name", type.name, (column) => column.notNull())
    .addColumn("note", type.text)
    .addColumn("amount", type.bigint, (column) => column.notNull())
    .addColumn("size", type.int, (column) => column.notNull())
    .addColumn("active", type.boolean, (column) => column.notNull())
    .addColumn("labels", type.json, (column) => column.notNull())
    .addColumn("extra", type.json)
    .addColumn("created_at", type.timestamp, (column) => column.notNull())
    .addUniqueConstraint("thing_name", ["name"])
    .execute();
}

/** Runs a suite on each database with one table, empty before each test, that has a column of every kind. */
export function describeThings(name: string, suite: (things: Things) => void): void {
  const whole = (opened: () => Opened<Tables>) => {
    const things = new Things(opened);
    beforeAll(() => createTable(opened().database));
    beforeEach(() => things.db.deleteFrom("thing").execute());
    suite(things);
  };
  describeOnEachDatabase<Tables>(name, whole, { migrations: null });
}

export class Things {
  readonly opened: () => Opened<Tables>;

  constructor(opened: () => Opened<Tables>) {
    this.opened = opened;
  }

  get db() {
    return this.opened().database.kysely;
  }

  insert(...rows: Insertable<Thing>[]) {
    return this.db.insertInto("thing").values(rows).execute();
  }

  /** By id. */
  all() {
    return this.db.selectFrom("thing").selectAll().orderBy("id").execute();
  }

  one(id: string) {
    return this.db.selectFrom("thing").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  }
}
