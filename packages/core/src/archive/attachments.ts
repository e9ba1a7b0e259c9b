import { AppError, actorId, type Ctx, notFound, query, tenantOf } from "../kernel/index.ts";
import { disposition } from "./disposition.ts";
import { attachmentRef } from "./schema.ts";

/** Whatever it is, a browser keeps it and opens nothing: customers have sent what others wrote. */
const HEADERS = {
  "content-type": "application/octet-stream",
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cache-control": "private, no-store",
};

/** Reading leaves no audit row; that a customer's file was taken, by our staff or in a person's place above all, is to be found. */
function whoTook({ actor }: Ctx) {
  const support = actor.type === "user" && actor.support ? { support: actor.support.operator } : {};
  return { actor_type: actor.type, actor: actorId(actor), ...support };
}

async function attachmentOf(ctx: Ctx, ticket: string, id: string, tenant: string | null) {
  let found = ctx.db
    .selectFrom("archive_attachments as a")
    .innerJoin("archive_tickets as k", "k.id", "a.ticket_id")
    .select(["a.name", "a.sha256", "k.tenant_id"])
    .where("a.id", "=", id)
    .where("a.ticket_id", "=", ticket);
  // Whose the ticket is decides, whatever the attachment's own row says.
  if (tenant) found = found.where("k.tenant_id", "=", tenant);
  const row = await found.executeTakeFirst();
  if (!row?.sha256) throw notFound("attachment");
  const { objects } = ctx.app;
  if (!objects) throw new AppError("resource_unavailable", "this installation does not know where its files are kept");
  const headers = { ...HEADERS, "content-disposition": disposition(row.name) };
  const file = await (await objects()).hand(row.sha256, headers);
  if (file === "missing" || file === "damaged") {
    ctx.log.error("a file of the archive is not as it was taken in", { attachment: id, sha256: row.sha256, file });
    throw new AppError("resource_unavailable", `the file is ${file} here; our staff can look for it in a backup`);
  }
  ctx.log.info("attachment handed out", {
    request_id: ctx.requestId,
    attachment: id,
    tenant: row.tenant_id,
    ...whoTook(ctx),
  });
  return { ...file, headers };
}

/** The file that came with a message, as it was sent. */
export const getAttachment = query({
  name: "ticket.attachment",
  permission: "ticket:read",
  input: attachmentRef,
  run: (ctx, { id, attachment }) => attachmentOf(ctx, id, attachment, tenantOf(ctx)),
});

export const getAttachmentAsOperator = query({
  name: "operator.ticket.attachment",
  permission: "operator:archive",
  input: attachmentRef,
  run: (ctx, { id, attachment }) => attachmentOf(ctx, id, attachment, null),
});
