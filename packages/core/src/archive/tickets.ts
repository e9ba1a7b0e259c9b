import { sql } from "kysely";
import type { z } from "zod";
import { jsonItems, jsonOut, textContains } from "../kernel/database/index.ts";
import { type Ctx, decodeCursor, notFound, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { operatorTicketListInput, storedMessages, storedService, ticketListInput, ticketRef } from "./schema.ts";
import { serversBySource, sourceKey } from "./servers.ts";

/** Without what was written: a page of conversations is more than an answer of the Data API holds. */
const tickets = ({ db }: Ctx) => {
  const messages = jsonItems(db, "k.messages");
  return db
    .selectFrom("archive_tickets as k")
    .leftJoin("tenants", "tenants.id", "k.tenant_id")
    .select(["k.id", "k.tenant_id", "k.reference", "k.department", "k.subject", "k.status", "k.urgency"])
    .select(["tenants.name as tenant_name", messages.count.as("count"), messages.firstText("at").as("opened")]);
};

interface Row {
  id: string;
  tenant_id: string | null;
  tenant_name: string | null;
  reference: string;
  department: string;
  subject: string;
  status: string;
  urgency: string;
  count: number;
  opened: string | null;
}

const shown = (row: Row) => ({
  id: row.id,
  tenant: row.tenant_id === null ? null : { id: row.tenant_id, name: row.tenant_name ?? "" },
  reference: row.reference,
  department: row.department,
  subject: row.subject,
  status: row.status,
  urgency: row.urgency,
  opened: momentOf(row.opened),
  messages: Number(row.count),
});

/** As a migration wrote it; one that was no time there is none here. */
const momentOf = (text: string | null): string | null => {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
};

type Filters = z.output<typeof operatorTicketListInput>;

async function ticketPage(ctx: Ctx, { tenant, status, text, sort, limit, cursor }: Filters) {
  const after = decodeCursor(cursor);
  const descending = sort === "created:desc";
  let rows = tickets(ctx)
    .orderBy("k.id", descending ? "desc" : "asc")
    .limit(limit + 1);
  if (tenant) rows = rows.where("k.tenant_id", "=", tenant);
  if (status) rows = rows.where("k.status", "=", status);
  if (text)
    rows = rows.where((eb) =>
      eb.or([textContains(sql.ref("k.subject"), text), textContains(sql.ref("k.reference"), text)]),
    );
  if (after) rows = rows.where("k.id", descending ? "<" : ">", after.id);
  const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), shown);
  return { tickets: page.items, meta: pageMeta(limit, page.nextCursor) };
}

async function ticketOf(ctx: Ctx, id: string, tenant: string | null, path: string) {
  let found = tickets(ctx).select(["k.service", "k.messages"]).where("k.id", "=", id);
  if (tenant) found = found.where("k.tenant_id", "=", tenant);
  const row = await found.executeTakeFirst();
  if (!row) throw notFound("ticket");
  const service = storedService.parse(jsonOut(row.service));
  const servers = await serversBySource(ctx, row.tenant_id, [service]);
  const files = await filesOf(ctx, id);
  return {
    ticket: {
      ...shown(row),
      server: servers.get(sourceKey(service)) ?? null,
      messages: storedMessages.parse(jsonOut(row.messages)).map(({ at, author, name, text, attachments }) => ({
        at: momentOf(at),
        author,
        name,
        text,
        attachments: attachments.map((attached) => {
          const file = files.get(attached.file);
          return {
            id: file?.id ?? null,
            name: attached.name,
            size: file?.size ?? null,
            url: file?.sha256 ? `${path}/${id}/attachments/${file.id}` : null,
          };
        }),
      })),
    },
  };
}

/** By the name each lies under in the other system, which gives none twice. */
async function filesOf({ db }: Ctx, ticket: string) {
  const rows = await db
    .selectFrom("archive_attachments")
    .select(["id", "file", "size", "sha256"])
    .where("ticket_id", "=", ticket)
    .execute();
  return new Map(rows.map((row) => [row.file, row]));
}

/** What the tenant and our staff wrote to each other before it came here. */
export const listTickets = query({
  name: "ticket.list",
  permission: "ticket:read",
  input: ticketListInput,
  run: (ctx, filters) => ticketPage(ctx, { ...filters, tenant: tenantOf(ctx) }),
});

export const getTicket = query({
  name: "ticket.get",
  permission: "ticket:read",
  input: ticketRef,
  run: (ctx, { id }) => ticketOf(ctx, id, tenantOf(ctx), "/v1/tickets"),
});

export const listTicketsAsOperator = query({
  name: "operator.ticket.list",
  permission: "operator:archive",
  input: operatorTicketListInput,
  run: ticketPage,
});

export const getTicketAsOperator = query({
  name: "operator.ticket.get",
  permission: "operator:archive",
  input: ticketRef,
  run: (ctx, { id }) => ticketOf(ctx, id, null, "/v1/operator/tickets"),
});
