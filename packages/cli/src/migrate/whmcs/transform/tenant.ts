import type { Entity, Outcome } from "@hostwright/core/migration";
import type { RowOf } from "../source/columns.ts";
import type { clients } from "../source/tables.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import { languageOf, nameOf } from "./person.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import { NO_CURRENCY, type Shop } from "./shop.ts";

const TABLE = "tblclients";
const STATUSES: Record<string, Entity<"tenants">["status"]> = {
  active: "active",
  inactive: "inactive",
  closed: "closed",
};

/** A client as the organisation it is; who signs in for it comes by itself. */
export function tenantOutcome(row: RowOf<typeof clients.columns>, rules: Rules & { shop: Shop }): Outcome {
  const judge = new RowJudge(rules, TABLE, row.id);
  const content = rowText(row);
  const currency = rules.shop.currencies.get(row.currency);
  if (!currency)
    judge.refuse("unknown_currency", `currency ${row.currency} does not exist`, `currencies: {${row.currency}: EUR}`);
  const status = STATUSES[row.status.toLowerCase()];
  if (!status) judge.refuse("unknown_status", `status is "${row.status}"`);
  const person = nameOf(judge.text("firstname", row.firstname), judge.text("lastname", row.lastname));
  const company = judge.text("companyname", row.companyname).trim();
  const name = company || person || row.email || `Client ${row.id}`;
  if (name.length > 255) judge.refuse("invalid_row", "the name is longer than 255 characters");
  const email = row.email.trim();
  const entity: Entity<"tenants"> = {
    name,
    status: status ?? "inactive",
    email: email === "" || email.length > 254 ? null : email,
    contact_name: person,
    company,
    address: {
      line1: judge.text("address1", row.address1),
      line2: judge.text("address2", row.address2),
      city: judge.text("city", row.city),
      state: judge.text("state", row.state),
      postcode: row.postcode,
      country: row.country,
    },
    phone: row.phonenumber,
    tax_id: row.tax_id,
    currency: currency?.code ?? NO_CURRENCY,
    language: languageOf(row.language),
    marketing_consent: row.marketing_emails_opt_in !== 0 && row.emailoptout === 0,
    tax_exempt: row.taxexempt !== 0,
    overrides: {
      late_fees: row.latefeeoveride !== 0,
      overdue_notices: row.overideduenotices !== 0,
      separate_invoices: row.separateinvoices !== 0,
      no_automatic_card_payment: row.disableautocc !== 0,
      auto_close: row.overrideautoclose !== 0,
    },
    credit: judge.money("credit", row.credit, currency?.digits ?? 2),
    notes: judge.text("notes", row.notes),
    created: judge.moment("datecreated", row.datecreated),
  };
  if (isRefused(judge.problems)) return setAside("tenants", TABLE, row.id, content, judge.problems);
  const made = `${entity.currency}\u001f${rules.clock.timeZone}${judge.decisions}`;
  return { source: source(TABLE, row.id, content, made), kind: "tenants", outcome: "entity", entity };
}
