import { type Kysely, sql } from "kysely";
import { affected, type Database, isRetryable } from "../database/index.ts";
import type { Tables } from "../tables.ts";
import type { Asked } from "./rate.ts";
import type { LimitStore, Taken, Time } from "./store.ts";

export interface RateBucketTable {
  id: string;
  /** Microseconds since 1970. */
  tat: number;
}

declare module "../tables.ts" {
  interface Tables {
    rate_buckets: RateBucketTable;
  }
}

const TRIES = 3;

/** Buckets in the system's own database: for installations without Valkey or Redis. */
export class DatabaseStore implements LimitStore {
  readonly name = "database";
  readonly #db: Kysely<Tables>;
  readonly #take: (buckets: readonly Asked[]) => Promise<Taken>;
  readonly #time: Time | undefined;

  constructor({ kysely, dialect }: Database<Tables>, time?: Time) {
    this.#db = kysely;
    this.#time = time;
    this.#take = dialect === "mysql" ? (buckets) => this.#inMysql(buckets) : (buckets) => this.#inPostgres(buckets);
  }

  async take(buckets: readonly Asked[]): Promise<Taken> {
    for (let tried = 1; ; tried++) {
      try {
        return await this.#take(buckets);
      } catch (error) {
        if (tried >= TRIES || !isRetryable(error)) throw error;
      }
    }
  }

  /**
   * One statement. Known rows are locked in order of their ids and seen as they are then, so that all of a request's
   * buckets are decided upon together. A row that another request is inserting at this very moment cannot be locked; its
   * conflict decides once more, for itself alone, and a bucket never gives out more than it may.
   */
  async #inPostgres(buckets: readonly Asked[]): Promise<Taken> {
    const given = sql.join(
      buckets.map(({ id, cost, tolerance }) => sql`(${id}, ${cost}::bigint, ${tolerance}::bigint)`),
    );
    const time = this.#time?.();
    const now = time === undefined ? sql`(extract(epoch from clock_timestamp()) * 1000000)` : sql`${time}`;
    const { rows } = await sql<{ id: string; now: number; tat: number; taken: number | null }>`
      with clock as materialized (select cast(${now} as bigint) as now),
      given (id, cost, tolerance) as (values ${given}),
      locked as materialized (
        select b.id, b.tat from rate_buckets b where b.id in (${sql.join(buckets.map(({ id }) => id))})
        order by b.id for update
      ),
      found as materialized (
        select g.id, g.cost, g.tolerance, greatest(coalesce(l.tat, 0), c.now) as tat, c.now
        from clock c cross join given g left join locked l on l.id = g.id
      ),
      taken as (
        insert into rate_buckets as b (id, tat, cost, tolerance)
        select f.id, f.tat + f.cost, f.cost, f.tolerance from found f
        where not exists (select 1 from found n where n.tat > n.now + n.tolerance) order by f.id
        on conflict (id) do update
        set tat = greatest(b.tat, (select now from clock)) + excluded.cost, cost = excluded.cost, tolerance = excluded.tolerance
        where b.tat <= (select now from clock) + excluded.tolerance
        returning b.id, b.tat
      )
      select f.id, f.now, f.tat, t.tat as taken from found f left join taken t on t.id = f.id`.execute(this.#db);
    return {
      allowed: rows.length === buckets.length && rows.every((row) => row.taken !== null),
      now: rows[0]?.now ?? 0,
      tats: buckets.map(({ id }) => {
        const row = rows.find((one) => one.id === id);
        return row?.taken ?? row?.tat ?? 0;
      }),
    };
  }

  /** MySQL answers nothing from a statement that writes: the same in a short transaction. */
  #inMysql(buckets: readonly Asked[]): Promise<Taken> {
    const ordered = [...buckets].sort((a, b) => (a.id < b.id ? -1 : 1));
    return this.#db.transaction().execute(async (trx) => {
      // Makes what is missing, and locks all of them.
      await sql`insert into rate_buckets (id, tat, cost, tolerance)
        values ${sql.join(ordered.map(({ id, cost, tolerance }) => sql`(${id}, 0, ${cost}, ${tolerance})`))}
        on duplicate key update cost = values(cost)`.execute(trx);
      const rows = await trx
        .selectFrom("rate_buckets")
        .select(["id", "tat", sql<number>`cast(unix_timestamp(sysdate(6)) * 1000000 as signed)`.as("now")])
        .where(
          "id",
          "in",
          ordered.map(({ id }) => id),
        )
        .forUpdate()
        .execute();
      const now = this.#time?.() ?? rows[0]?.now ?? 0;
      const before = new Map(rows.map(({ id, tat }) => [id, Math.max(tat, now)]));
      const allowed = buckets.every(({ id, tolerance }) => (before.get(id) ?? 0) <= now + tolerance);
      const tats = buckets.map(({ id, cost }) => (before.get(id) ?? 0) + (allowed ? cost : 0));
      if (allowed)
        await sql`update rate_buckets set tat = greatest(tat, ${now}) + cost
          where id in (${sql.join(ordered.map(({ id }) => id))})`.execute(trx);
      return { allowed, now, tats };
    });
  }

  async check(): Promise<void> {
    await sql`select 1`.execute(this.#db);
  }

  /** The database is not ours to close. */
  async close(): Promise<void> {}
}

/** Schedule: forgets buckets that are empty. */
export async function forgetBuckets({ db, clock }: { db: Database<Tables>; clock: { now(): Date } }): Promise<number> {
  const hourAgo = (clock.now().getTime() - 3_600_000) * 1000;
  return affected(await db.kysely.deleteFrom("rate_buckets").where("tat", "<", hourAgo).executeTakeFirst());
}
