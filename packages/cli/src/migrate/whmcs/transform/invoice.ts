import type { Entity, Outcome } from "@hostwright/core/migration";
import type { RowOf } from "../source/columns.ts";
import type { invoiceItems, invoices } from "../source/tables.ts";
import { buyerOf } from "./buyer.ts";
import type { SnapshotRow } from "./invoice-snapshot.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import type { Shop } from "./shop.ts";

const TABLE = "tblinvoices";
type InvoiceRow = RowOf<typeof invoices.columns>;
type ItemRow = RowOf<typeof invoiceItems.columns>;

/** Rows that go with an invoice. `snapshots`: the buyer as at issue; several where WHMCS made it twice. */
export interface InvoiceParts {
  items: readonly ItemRow[];
  snapshots: readonly SnapshotRow[];
}

/** An invoice with its lines and taxes, as it was issued; the buyer as at issue where WHMCS kept them, else as of today. */
export function invoiceOutcome(row: InvoiceRow, parts: InvoiceParts, rules: Rules & { shop: Shop }): Outcome {
  const { items, snapshots } = parts;
  const judge = new RowJudge(rules, TABLE, row.id);
  const content = contentOf(row, parts);
  const currency = rules.shop.currencies.get(row.currency);
  if (row.currency < 0) judge.refuse("orphan", `client ${row.userid} does not exist`);
  else if (!currency) judge.refuse("parent_set_aside", `client ${row.userid} has the unknown currency ${row.currency}`);
  if (!currency) return refusal(row.id, content, judge);
  const { digits } = currency;
  const number = numberOf(row, judge, rules);
  const entity: Entity<"invoices"> = {
    tenant: { table: "tblclients", id: String(row.userid) },
    number,
    status: row.status.trim().toLowerCase().slice(0, 40),
    issued: judge.date("date", row.date),
    due: judge.date("duedate", row.duedate),
    paid_at: judge.moment("datepaid", row.datepaid),
    currency: currency.code,
    rate: null,
    buyer: buyerOf(row, snapshots, judge, rules),
    subtotal: judge.money("subtotal", row.subtotal, digits),
    credit: judge.money("credit", row.credit, digits),
    total: judge.money("total", row.total, digits),
    taxes: taxesOf(row, digits, judge, rules.shop),
    lines: items.map((item) => lineOf(item, digits, new RowJudge(rules, "tblinvoiceitems", item.id, judge))),
    payment_method: row.paymentmethod,
    notes: judge.text("notes", row.notes),
  };
  if (isRefused(judge.problems)) return refusal(row.id, content, judge);
  return {
    source: source(TABLE, row.id, content, madeOf(entity, judge, rules)),
    kind: "invoices",
    outcome: "entity",
    entity,
  };
}

const lineOf = (item: ItemRow, digits: number, judge: RowJudge): Entity<"invoices">["lines"][number] => ({
  type: item.type,
  description: judge.text("description", item.description),
  amount: judge.money("amount", item.amount, digits),
  taxed: item.taxed !== 0,
  service: serviceOf(item),
});

function refusal(id: number, content: string, { problems }: RowJudge): Outcome {
  return setAside("invoices", TABLE, id, content, isRefused(problems) ? problems : [UNREADABLE]);
}
const UNREADABLE = { code: "invalid_row", message: "it could not be read" } as const;

function numberOf(row: InvoiceRow, judge: RowJudge, { mapping, shop }: Rules & { shop: Shop }): string | null {
  const decided = mapping.invoices[String(row.id)]?.number;
  if (decided !== undefined) return decided;
  const number = judge.line("invoicenum", row.invoicenum, 255);
  if (number === "") return isNumbered(row, shop.numbering) ? String(row.id) : null;
  const keeper = shop.sharedNumbers.get(number);
  if (keeper !== undefined && keeper !== row.id) {
    judge.refuse(
      "duplicate_invoice_number",
      `${number} is invoice ${keeper}'s too`,
      `invoices: {${row.id}: {number: …}}`,
    );
  }
  return number;
}

/** Not yet: drafts, and with a sequence what is to get its number when it is paid. */
const UNNUMBERED = new Set(["unpaid", "payment pending", "cancelled"]);

/** Where WHMCS has written no number down, it prints the id. */
function isNumbered({ status }: InvoiceRow, { sequential }: Shop["numbering"]): boolean {
  const now = status.trim().toLowerCase();
  return now !== "draft" && !(sequential && UNNUMBERED.has(now));
}

/** Up to two taxes, each with the rate at issue; its name where one rule of today's has that rate. */
function taxesOf(row: InvoiceRow, digits: number, judge: RowJudge, { taxes }: Shop): Entity<"invoices">["taxes"] {
  const levels = [
    { level: 1, rate: row.taxrate, column: "tax", amount: row.tax },
    { level: 2, rate: row.taxrate2, column: "tax2", amount: row.tax2 },
  ];
  return levels.flatMap(({ level, rate, column, amount }) => {
    if (isZero(rate) && isZero(amount)) return [];
    const names = new Set(taxes.filter((tax) => tax.level === level && tax.rate === rate).map(({ name }) => name));
    const [name] = names;
    return [
      { name: names.size === 1 && name !== undefined ? name : "", rate, amount: judge.money(column, amount, digits) },
    ];
  });
}

const isZero = (decimal: string): boolean => !/[1-9]/.test(decimal);

/** Lines of these types name a service by `relid`. */
const SERVICE_LINES = new Set(["hosting", "setup", "promohosting"]);
const serviceOf = ({ type, relid }: ItemRow): Entity<"invoices">["lines"][number]["service"] =>
  relid > 0 && SERVICE_LINES.has(type.toLowerCase()) ? { table: "tblhosting", id: String(relid) } : null;

function contentOf(row: InvoiceRow, { items, snapshots }: InvoiceParts): string {
  let content = rowText(row);
  for (const item of items) content += `\u001e${rowText(item)}`;
  for (const snapshot of snapshots) content += `\u001e${rowText(snapshot)}`;
  return content;
}

/** What does not follow from the rows alone. */
function madeOf(
  { currency, number, taxes, buyer }: Entity<"invoices">,
  { decisions }: RowJudge,
  { clock }: Rules,
): string {
  let made = `${currency}\u001f${number}\u001f${clock.timeZone}${decisions}`;
  if (buyer.damaged_snapshot !== undefined) made += `\u001fbuyer of ${buyer.as_of}`;
  for (const { name } of taxes) made += `\u001f${name}`;
  return made;
}
