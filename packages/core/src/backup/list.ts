import { z } from "zod";
import { decodeCursor, idShape, pageInput, pageMeta, query, toPage } from "../kernel/index.ts";
import { getServer } from "../server/index.ts";
import { BACKUP_LIMIT, SNAPSHOT_LIMIT } from "./limits.ts";
import { backupView, presentSnapshots, snapshotView } from "./repository.ts";
import { storageOffered } from "./storage.ts";

const SORTS = ["created:desc", "created:asc"] as const;
const listInput = z.strictObject({ id: idShape("srv"), ...pageInput(SORTS, "created:desc") });
/** Ids sort by creation. */
const directionOf = (sort: (typeof SORTS)[number]) => (sort === "created:desc" ? "desc" : "asc");
const position = (row: { id: string }) => ({ value: "", id: row.id });

export const listSnapshots = query({
  name: "snapshot.list",
  permission: "backup:read",
  input: listInput,
  async run(ctx, { id, limit, cursor, sort }) {
    await getServer(ctx, id);
    const after = decodeCursor(cursor);
    const direction = directionOf(sort);
    let rows = presentSnapshots(ctx, id).selectAll("snapshots");
    if (after) rows = rows.where("snapshots.id", direction === "desc" ? "<" : ">", after.id);
    const found = await rows
      .orderBy("snapshots.id", direction)
      .limit(limit + 1)
      .execute();
    const page = toPage(found, limit, position, snapshotView);
    return { snapshots: page.items, limit: SNAPSHOT_LIMIT, meta: pageMeta(limit, page.nextCursor) };
  },
});

export const listBackups = query({
  name: "backup.list",
  permission: "backup:read",
  input: listInput,
  async run(ctx, { id, limit, cursor, sort }) {
    await getServer(ctx, id);
    const offered = await storageOffered(ctx, id);
    const after = decodeCursor(cursor);
    const direction = directionOf(sort);
    let rows = ctx.db.selectFrom("backups").selectAll().where("server_id", "=", id);
    if (after) rows = rows.where("id", direction === "desc" ? "<" : ">", after.id);
    const found = await rows
      .orderBy("id", direction)
      .limit(limit + 1)
      .execute();
    const page = toPage(found, limit, position, backupView);
    return {
      backups: page.items,
      limit: BACKUP_LIMIT,
      offered: offered !== null,
      meta: pageMeta(limit, page.nextCursor),
    };
  },
});
