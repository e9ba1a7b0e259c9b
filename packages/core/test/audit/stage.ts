import { type Kysely, sql } from "kysely";
import { z } from "zod";
import type { Opened } from "../../../../test/each-database.ts";
import { dialectOf } from "../../src/kernel/database/index.ts";
import {
  type Actor,
  type AnchorStore,
  type AuditNote,
  command,
  execute,
  type Id,
  newId,
  type Origin,
  type Tables,
} from "../../src/kernel/index.ts";
import { asOwner, createWorld, type World } from "../world.ts";

/** Anchors in memory; what is put stays. */
export class MemoryAnchors implements AnchorStore {
  readonly documents = new Map<string, string>();
  async put(name: string, text: string) {
    if (this.documents.has(name)) return false;
    this.documents.set(name, text);
    return true;
  }
  async list(prefix: string) {
    return [...this.documents.keys()].filter((name) => name.startsWith(prefix)).sort();
  }
  async read(name: string) {
    return this.documents.get(name) ?? null;
  }
}

export const noted = z.object({ note: z.custom<AuditNote>() });

/** Does nothing but what its audit row says. */
export const act = command({
  name: "test.act",
  permission: "server:read",
  input: noted,
  async run(ctx, { note }) {
    ctx.audit(note);
    return {};
  },
});

export const ORIGIN: Origin = { address: "203.0.113.9", userAgent: "curl/8", country: "DE" };

/** One tenant's owner with an empty audit trail. */
export class AuditStage {
  readonly world: World;
  readonly anchors = new MemoryAnchors();
  readonly tenant: Id<"ten">;
  readonly ada: Actor;

  constructor(world: World) {
    this.world = { ...world, app: { ...world.app, anchors: this.anchors } };
    this.tenant = newId("ten", world.clock.now());
    this.ada = asOwner(this.tenant);
  }

  get app() {
    return this.world.app;
  }

  get db(): Kysely<Tables> {
    return this.app.db.kysely;
  }

  /** Ada does something, a millisecond after what was before. */
  async act(note: AuditNote = {}, actor = this.ada, origin = ORIGIN): Promise<void> {
    await this.world.clock.advance(1);
    await execute({ app: this.app, actor, requestId: newId("req", this.world.clock.now()), origin }, act, { note });
  }

  async acts(count: number): Promise<void> {
    for (let n = 1; n <= count; n++) await this.act({ changes: { n, nested: { b: [1, "ä"], a: null } } });
  }

  rows() {
    return this.db.selectFrom("audit_log").selectAll().where("chain", "=", this.tenant).orderBy("seq").execute();
  }

  /** As somebody does who owns the database: past the guard. */
  async tamper(change: (db: Kysely<Tables>) => Promise<unknown>): Promise<void> {
    const guarded = dialectOf(this.db) !== "mysql";
    if (guarded) await sql`alter table audit_log disable trigger audit_log_guard`.execute(this.db);
    await change(this.db);
    if (guarded) await sql`alter table audit_log enable trigger audit_log_guard`.execute(this.db);
  }
}

export async function auditStage(opened: Opened<Tables>): Promise<AuditStage> {
  const { kysely } = opened.database;
  await sql`truncate table audit_log`.execute(kysely);
  for (const table of ["audit_chains", "audit_checkpoints", "audit_settings", "person_keys"] as const)
    await kysely.deleteFrom(table).execute();
  return new AuditStage(createWorld(opened.database));
}
