import { z } from "zod";
import { jsonOut, startsWith } from "../kernel/database/index.ts";
import { type Ctx, decodeCursor, notFound, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { DRAFT } from "./draft.ts";
import { paymentsOf } from "./payments.ts";
import { buyerShape, invoiceListInput, invoiceRef, operatorInvoiceListInput, storedLine, taxShape } from "./schema.ts";
import { serversBySource, sourceKey } from "./servers.ts";

/** With whose they are, and how many minor units their currency has. */
const documents = ({ db }: Ctx) =>
  db
    .selectFrom("archive_invoices as i")
    .leftJoin("tenants", "tenants.id", "i.tenant_id")
    .leftJoin("currencies", "currencies.code", "i.currency")
    .select(["i.id", "i.tenant_id", "i.number", "i.status", "i.issued", "i.due", "i.paid_at", "i.currency", "i.total"])
    .select(["tenants.name as tenant_name", "currencies.decimals"]);

interface Row {
  id: string;
  tenant_id: string;
  tenant_name: string | null;
  number: string | null;
  status: string;
  issued: string | null;
  due: string | null;
  paid_at: Date | null;
  currency: string;
  decimals: number | null;
  total: number;
}

const shown = (row: Row) => ({
  id: row.id,
  tenant: { id: row.tenant_id, name: row.tenant_name ?? "" },
  number: row.number,
  status: row.status,
  issued: row.issued,
  due: row.due,
  paid: row.paid_at?.toISOString() ?? null,
  currency: row.currency,
  decimals: row.decimals ?? 2,
  total: row.total,
});

type Filters = z.output<typeof operatorInvoiceListInput>;

/** `issuedOnly`: without drafts, as customers are shown it. */
async function invoicePage(ctx: Ctx, filters: Filters, issuedOnly: boolean) {
  const { tenant, number, status, from, to, sort, limit, cursor } = filters;
  const after = decodeCursor(cursor);
  const descending = sort === "created:desc";
  let rows = documents(ctx)
    .orderBy("i.id", descending ? "desc" : "asc")
    .limit(limit + 1);
  if (tenant) rows = rows.where("i.tenant_id", "=", tenant);
  if (issuedOnly) rows = rows.where("i.status", "!=", DRAFT);
  if (number) rows = rows.where(startsWith("i.number", number));
  if (status) rows = rows.where("i.status", "=", status.toLowerCase());
  if (from) rows = rows.where("i.issued", ">=", from);
  if (to) rows = rows.where("i.issued", "<=", to);
  if (after) rows = rows.where("i.id", descending ? "<" : ">", after.id);
  const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), shown);
  return { invoices: page.items, meta: pageMeta(limit, page.nextCursor) };
}

async function invoiceOf(ctx: Ctx, id: string, tenant: string | null) {
  let found = documents(ctx)
    .select(["i.rate", "i.buyer", "i.lines", "i.subtotal", "i.taxes", "i.credit", "i.payment_method", "i.notes"])
    .where("i.id", "=", id);
  if (tenant) found = found.where("i.tenant_id", "=", tenant).where("i.status", "!=", DRAFT);
  const row = await found.executeTakeFirst();
  if (!row) throw notFound("invoice");
  const lines = z.array(storedLine).parse(jsonOut(row.lines));
  const servers = await serversBySource(
    ctx,
    row.tenant_id,
    lines.map(({ service }) => service),
  );
  return {
    invoice: {
      ...shown(row),
      rate: row.rate,
      buyer: buyerShape.parse(jsonOut(row.buyer)),
      lines: lines.map(({ service, ...line }) => ({ ...line, server: servers.get(sourceKey(service)) ?? null })),
      subtotal: row.subtotal,
      taxes: z.array(taxShape).parse(jsonOut(row.taxes)),
      credit: row.credit,
      payments: await paymentsOf(ctx, row.tenant_id, id),
      payment_method: row.payment_method,
      notes: row.notes,
    },
  };
}

/** What was invoiced to the tenant before it came here; as issued, and never changed. */
export const listInvoices = query({
  name: "invoice.list",
  permission: "invoice:read",
  input: invoiceListInput,
  run: (ctx, filters) => invoicePage(ctx, { ...filters, tenant: tenantOf(ctx) }, true),
});

export const getInvoice = query({
  name: "invoice.get",
  permission: "invoice:read",
  input: invoiceRef,
  run: (ctx, { id }) => invoiceOf(ctx, id, tenantOf(ctx)),
});

export const listInvoicesAsOperator = query({
  name: "operator.invoice.list",
  permission: "operator:archive",
  input: operatorInvoiceListInput,
  run: (ctx, filters) => invoicePage(ctx, filters, false),
});

export const getInvoiceAsOperator = query({
  name: "operator.invoice.get",
  permission: "operator:archive",
  input: invoiceRef,
  run: (ctx, { id }) => invoiceOf(ctx, id, null),
});
