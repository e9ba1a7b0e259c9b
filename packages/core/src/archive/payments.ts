import type { z } from "zod";
import { type Ctx, decodeCursor, pageMeta, query, tenantOf, toPage } from "../kernel/index.ts";
import { DRAFT } from "./draft.ts";
import { moneyListInput, operatorMoneyListInput } from "./schema.ts";

/** `issuedOnly`: without what is said of drafts, as customers are shown it. */
const transactions = ({ db }: Ctx, issuedOnly: boolean) =>
  db
    .selectFrom("archive_transactions as t")
    .leftJoin("currencies", "currencies.code", "t.currency")
    .leftJoin("archive_invoices as i", (join) => {
      // A payment may have been booked on another customer's invoice, whose number is none of theirs.
      const own = join.onRef("i.id", "=", "t.invoice_id").onRef("i.tenant_id", "=", "t.tenant_id");
      return issuedOnly ? own.on("i.status", "!=", DRAFT) : own;
    })
    .select(["t.id", "t.at", "t.currency", "t.amount_in", "t.amount_out", "t.gateway", "t.reference", "t.description"])
    .select(["i.id as invoice_id", "i.number", "currencies.decimals"]);

interface Row {
  id: string;
  at: Date | null;
  currency: string;
  decimals: number | null;
  amount_in: number;
  amount_out: number;
  gateway: string;
  reference: string;
  description: string;
  invoice_id: string | null;
  number: string | null;
}

/** Without the fees: what a gateway has taken from the company is none of the customer's. */
const shown = (row: Row) => ({
  id: row.id,
  at: row.at?.toISOString() ?? null,
  currency: row.currency,
  decimals: row.decimals ?? 2,
  paid: row.amount_in,
  refunded: row.amount_out,
  gateway: row.gateway,
  reference: row.reference,
  description: row.description,
  invoice: row.invoice_id === null ? null : { id: row.invoice_id, number: row.number },
});

/** Of one invoice, oldest first. */
export async function paymentsOf(ctx: Ctx, tenant: string, invoice: string) {
  const rows = await transactions(ctx, false)
    .where("t.tenant_id", "=", tenant)
    .where("t.invoice_id", "=", invoice)
    .orderBy("t.id")
    .limit(500)
    .execute();
  return rows.map(shown);
}

type Filters = z.output<typeof operatorMoneyListInput>;

async function paymentPage(ctx: Ctx, { tenant, sort, limit, cursor }: Filters, issuedOnly: boolean) {
  const after = decodeCursor(cursor);
  const descending = sort === "created:desc";
  let rows = transactions(ctx, issuedOnly)
    .orderBy("t.id", descending ? "desc" : "asc")
    .limit(limit + 1);
  if (tenant) rows = rows.where("t.tenant_id", "=", tenant);
  if (after) rows = rows.where("t.id", descending ? "<" : ">", after.id);
  const page = toPage(await rows.execute(), limit, ({ id }) => ({ value: "", id }), shown);
  return { payments: page.items, meta: pageMeta(limit, page.nextCursor) };
}

async function creditPage(ctx: Ctx, { tenant, sort, limit, cursor }: Filters) {
  const after = decodeCursor(cursor);
  const descending = sort === "created:desc";
  let rows = ctx.db
    .selectFrom("archive_credits as c")
    .leftJoin("currencies", "currencies.code", "c.currency")
    .select(["c.id", "c.on_day as on", "c.currency", "currencies.decimals", "c.amount", "c.description"])
    .orderBy("c.id", descending ? "desc" : "asc")
    .limit(limit + 1);
  if (tenant) rows = rows.where("c.tenant_id", "=", tenant);
  if (after) rows = rows.where("c.id", descending ? "<" : ">", after.id);
  const page = toPage(
    await rows.execute(),
    limit,
    ({ id }) => ({ value: "", id }),
    ({ decimals, ...credit }) => ({ ...credit, decimals: decimals ?? 2 }),
  );
  return { credits: page.items, meta: pageMeta(limit, page.nextCursor) };
}

/** What the tenant has paid and was paid back before it came here. */
export const listPayments = query({
  name: "payment.list",
  permission: "invoice:read",
  input: moneyListInput,
  run: (ctx, filters) => paymentPage(ctx, { ...filters, tenant: tenantOf(ctx) }, true),
});

/** What came to and went from the tenant's credit before it came here. */
export const listCredits = query({
  name: "credit.list",
  permission: "invoice:read",
  input: moneyListInput,
  run: (ctx, filters) => creditPage(ctx, { ...filters, tenant: tenantOf(ctx) }),
});

export const listPaymentsAsOperator = query({
  name: "operator.payment.list",
  permission: "operator:archive",
  input: operatorMoneyListInput,
  run: (ctx, filters) => paymentPage(ctx, filters, false),
});

export const listCreditsAsOperator = query({
  name: "operator.credit.list",
  permission: "operator:archive",
  input: operatorMoneyListInput,
  run: creditPage,
});
