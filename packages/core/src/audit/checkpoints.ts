import type { Selectable } from "kysely";
import type { App, Ctx } from "../kernel/index.ts";
import type { Tables } from "../kernel/tables.ts";
import { isSigned, signed } from "./signature.ts";

export type Checkpoint = Selectable<Tables["audit_checkpoints"]>;
type Said = Pick<Checkpoint, "chain" | "first_seq" | "last_seq" | "last_hash" | "entries" | "reason" | "at">;

const statement = (one: Said) => ({
  v: 1,
  chain: one.chain,
  first_seq: one.first_seq,
  last_seq: one.last_seq,
  last_hash: one.last_hash,
  entries: one.entries,
  reason: one.reason,
  at: one.at.toISOString(),
});

/** Leaves a signed checkpoint for rows that go. @throws Error without a key to sign with: then nothing may go. */
export async function leaveCheckpoint(ctx: Ctx, said: Said): Promise<void> {
  const made = signed(ctx.app.config.HOSTWRIGHT_AUDIT_KEYS, statement(said));
  if (!made) throw new Error("no key signs checkpoints (HOSTWRIGHT_AUDIT_KEYS)");
  await ctx.db
    .insertInto("audit_checkpoints")
    .values({ id: ctx.id("chk"), ...said, kid: made.kid, signature: made.signature })
    .execute();
}

export const isGenuine = (app: App, one: Checkpoint): boolean =>
  isSigned(app.config.HOSTWRIGHT_AUDIT_KEYS, { ...statement(one), kid: one.kid, signature: one.signature });

export const checkpointsOf = (app: App, chain: string): Promise<Checkpoint[]> =>
  app.db.kysely.selectFrom("audit_checkpoints").selectAll().where("chain", "=", chain).orderBy("first_seq").execute();
