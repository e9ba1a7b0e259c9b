import type { ExpressionBuilder, Kysely } from "kysely";
import { timeLeft } from "../kernel/deadline.ts";
import type { App, Ctx, ObjectStore, Tables } from "../kernel/index.ts";
import { REMOVAL_GRACE_MS } from "../kernel/removal-grace.ts";

/** Of what is removed in one transaction, so that others wait for it no longer than that takes. */
const TOGETHER = 20;
const AGAIN_MS = 3_600_000;

/** Writes down whose files may go from the object store, in the transaction in which a tenant's attachments go. */
export async function releaseFiles(ctx: Ctx, tenant: string): Promise<void> {
  const due = new Date(ctx.now.getTime() + REMOVAL_GRACE_MS);
  await ctx.db
    .insertInto("object_removals")
    .columns(["sha256", "request_id", "due_at"])
    .expression((eb) =>
      eb
        .selectFrom("archive_attachments")
        .select((of) => [
          of.ref("sha256").$notNull().as("sha256"),
          of.val(ctx.requestId).as("request_id"),
          of.val(due).as("due_at"),
        ])
        .where("tenant_id", "=", tenant)
        .where("sha256", "is not", null)
        .groupBy("sha256"),
    )
    .execute();
}

/**
 * Schedule: removes files that no attachment refers to any more, once they have waited for a while
 * (`REMOVAL_GRACE_MS`). Where no object store is known, they wait on.
 * @throws where some could not be removed; they are tried again later
 */
export async function removeFiles(app: App): Promise<void> {
  if (!app.objects) return;
  const objects = await app.objects();
  let failed = 0;
  for (let more = true; more && timeLeft(app); ) {
    const round = await app.db.kysely.transaction().execute((trx) => removeDue(app, trx, objects));
    failed += round.failed;
    more = round.taken === TOGETHER;
  }
  if (failed > 0) throw new Error(`${failed} files could not be removed from the object store`);
}

/**
 * The rows stay locked until their files are gone: who brings one of them again waits for that, and then finds it gone.
 * Should this process die between the two, the file is removed once more.
 */
async function removeDue(app: App, db: Kysely<Tables>, objects: ObjectStore) {
  const now = app.clock.now();
  const due = await db
    .selectFrom("object_removals")
    .select(["sha256", "request_id"])
    .where("due_at", "<=", now)
    .orderBy("due_at")
    .orderBy("sha256")
    .limit(TOGETHER)
    .forUpdate()
    .skipLocked()
    .execute();
  if (due.length === 0) return { taken: 0, failed: 0 };
  const files = [...new Set(due.map(({ sha256 }) => sha256))];
  // After the lock, so that what was written under it is seen.
  const used = await db
    .selectFrom("archive_attachments")
    .select("sha256")
    .distinct()
    .where("sha256", "in", files)
    .execute();
  const unused = files.filter((one) => !used.some(({ sha256 }) => sha256 === one));
  const failed = await removeAll(app, objects, unused);
  const again = due.filter(({ sha256 }) => failed.has(sha256));
  const done = due.filter(({ sha256 }) => !failed.has(sha256));
  // By their keys, not by file: another row of the same one may be due later.
  if (done.length > 0) await db.deleteFrom("object_removals").where(among(done)).execute();
  if (again.length > 0)
    await db
      .updateTable("object_removals")
      .set({ due_at: new Date(now.getTime() + AGAIN_MS) })
      .where(among(again))
      .execute();
  return { taken: due.length, failed: failed.size };
}

const among =
  (rows: readonly { sha256: string; request_id: string }[]) => (eb: ExpressionBuilder<Tables, "object_removals">) =>
    eb.or(rows.map(({ sha256, request_id }) => eb.and({ sha256, request_id })));

/** @returns those that are still there */
async function removeAll({ log }: App, objects: ObjectStore, files: readonly string[]): Promise<Set<string>> {
  const outcomes = await Promise.allSettled(files.map((sha256) => objects.remove(sha256)));
  return new Set(
    files.filter((sha256, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === "fulfilled") log.info("file removed from the object store", { sha256 });
      else log.error("file not removed from the object store", { sha256, reason: String(outcome?.reason) });
      return outcome?.status !== "fulfilled";
    }),
  );
}
