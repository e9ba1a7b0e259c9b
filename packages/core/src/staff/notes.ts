import { AppError, type Ctx, command, notFound, query } from "../kernel/index.ts";
import { createNoteInput, noteListInput, noteRef, updateNoteInput } from "./schema.ts";

/** As many as a tenant or server may have. */
const LIMIT = 500;

export const listNotes = query({
  name: "staff.note.list",
  permission: "operator:note",
  input: noteListInput,
  async run(ctx, { subject }) {
    const rows = await noteRows(ctx)
      .where("staff_notes.tenant_id", "=", await tenantOfSubject(ctx, subject))
      .where("staff_notes.subject_id", "=", subject)
      .orderBy("staff_notes.pinned", "desc")
      .orderBy("staff_notes.id", "desc")
      .limit(LIMIT)
      .execute();
    return { notes: rows.map((row) => noteView(ctx, row)) };
  },
});

/** Audit rows of notes belong to no tenant and hold no text: customers read their tenant's. */
export const createNote = command({
  name: "staff.note.create",
  permission: "operator:note",
  input: createNoteInput,
  async run(ctx, { subject, text, pinned }) {
    const tenant = await tenantOfSubject(ctx, subject);
    const id = ctx.id("not");
    await ctx.db
      .insertInto("staff_notes")
      .values({
        id,
        tenant_id: tenant,
        subject_id: subject,
        author_id: authorOf(ctx),
        text,
        pinned,
        created_at: ctx.now,
        edited_at: null,
      })
      .execute();
    ctx.audit({ resource: { type: "staff_note", id }, changes: { subject, pinned } });
    return { note: noteView(ctx, await noteRow(ctx, id)) };
  },
});

/** Its author changes the text; pinning is everybody's. */
export const updateNote = command({
  name: "staff.note.update",
  permission: "operator:note",
  input: updateNoteInput,
  async run(ctx, { id, text, pinned }) {
    const before = await noteRow(ctx, id);
    if (text !== undefined) requireAuthor(ctx, before);
    const change = {
      ...(text === undefined ? {} : { text, edited_at: ctx.now }),
      ...(pinned === undefined ? {} : { pinned }),
    };
    if (Object.keys(change).length > 0)
      await ctx.db.updateTable("staff_notes").set(change).where("id", "=", id).execute();
    ctx.audit({ resource: { type: "staff_note", id }, changes: { edited: text !== undefined, pinned } });
    return { note: noteView(ctx, await noteRow(ctx, id)) };
  },
});

export const deleteNote = command({
  name: "staff.note.delete",
  permission: "operator:note",
  input: noteRef,
  async run(ctx, { id }) {
    const row = await noteRow(ctx, id);
    requireAuthor(ctx, row);
    await ctx.db.deleteFrom("staff_notes").where("id", "=", id).execute();
    ctx.audit({ resource: { type: "staff_note", id }, changes: { subject: row.subject_id } });
    return { note: noteView(ctx, row) };
  },
});

/** @throws AppError `not_found` */
async function tenantOfSubject(ctx: Ctx, subject: string): Promise<string> {
  const row = subject.startsWith("ten_")
    ? await ctx.db.selectFrom("tenants").select("id as tenant").where("id", "=", subject).executeTakeFirst()
    : await ctx.db.selectFrom("servers").select("tenant_id as tenant").where("id", "=", subject).executeTakeFirst();
  if (!row) throw notFound(subject.startsWith("ten_") ? "tenant" : "server");
  return row.tenant;
}

function authorOf({ actor }: Ctx): string {
  if (actor.type !== "operator") throw new AppError("forbidden", "notes are written by operators");
  return actor.user;
}

function requireAuthor(ctx: Ctx, row: { author_id: string }): void {
  if (authorOf(ctx) !== row.author_id) throw new AppError("forbidden", "only its author changes or deletes a note");
}

const noteRows = (ctx: Ctx) =>
  ctx.db
    .selectFrom("staff_notes")
    .innerJoin("users", "users.id", "staff_notes.author_id")
    .selectAll("staff_notes")
    .select("users.name as author_name");
type Row = Awaited<ReturnType<ReturnType<typeof noteRows>["execute"]>>[number];

async function noteRow(ctx: Ctx, id: string): Promise<Row> {
  const row = await noteRows(ctx).where("staff_notes.id", "=", id).executeTakeFirst();
  if (!row) throw notFound("note");
  return row;
}

const noteView = (ctx: Ctx, row: Row) => ({
  id: row.id,
  subject: row.subject_id,
  author: { id: row.author_id, name: row.author_name },
  own: ctx.actor.type === "operator" && ctx.actor.user === row.author_id,
  text: row.text,
  pinned: row.pinned,
  created: row.created_at.toISOString(),
  edited: row.edited_at?.toISOString() ?? null,
});
