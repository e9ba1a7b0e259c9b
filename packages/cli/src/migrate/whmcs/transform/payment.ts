import type { Entity, Outcome } from "@hostwright/core/migration";
import type { RowOf } from "../source/columns.ts";
import type { credits, transactions } from "../source/tables.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import { NO_CURRENCY, type Shop } from "./shop.ts";

/** A payment, a refund or another movement; of a client in their currency, else in the row's own. */
export function transactionOutcome(row: RowOf<typeof transactions.columns>, rules: Rules & { shop: Shop }): Outcome {
  const judge = new RowJudge(rules, "tblaccounts", row.id);
  const content = rowText(row);
  const tenant = row.userid > 0 ? { table: "tblclients", id: String(row.userid) } : null;
  const currency = rules.shop.currencies.get(tenant ? row.owner_currency : row.currency);
  if (tenant && row.owner_currency < 0) judge.refuse("orphan", `client ${row.userid} does not exist`);
  else if (!currency && tenant)
    judge.refuse("parent_set_aside", `client ${row.userid} has the unknown currency ${row.owner_currency}`);
  else if (!currency)
    judge.refuse("unknown_currency", `currency ${row.currency} does not exist`, `currencies: {${row.currency}: EUR}`);
  if (row.invoiceid > 0 && row.invoice_exists === 0) judge.refuse("orphan", `invoice ${row.invoiceid} does not exist`);
  const digits = currency?.digits ?? 2;
  const entity: Entity<"transactions"> = {
    tenant,
    invoice: row.invoiceid > 0 ? { table: "tblinvoices", id: String(row.invoiceid) } : null,
    at: judge.moment("date", row.date),
    currency: currency?.code ?? NO_CURRENCY,
    amount_in: judge.money("amountin", row.amountin, digits),
    amount_out: judge.money("amountout", row.amountout, digits),
    fees: judge.money("fees", row.fees, digits),
    rate: row.rate,
    gateway: row.gateway,
    reference: row.transid,
    description: judge.text("description", row.description),
  };
  if (isRefused(judge.problems)) return setAside("transactions", "tblaccounts", row.id, content, judge.problems);
  return {
    source: source("tblaccounts", row.id, content, `${entity.currency}\u001f${rules.clock.timeZone}${judge.decisions}`),
    kind: "transactions",
    outcome: "entity",
    entity,
  };
}

/** What was put to, or taken from, a client's balance. */
export function creditOutcome(row: RowOf<typeof credits.columns>, rules: Rules & { shop: Shop }): Outcome {
  const judge = new RowJudge(rules, "tblcredit", row.id);
  const content = rowText(row);
  const currency = rules.shop.currencies.get(row.currency);
  if (row.currency < 0) judge.refuse("orphan", `client ${row.clientid} does not exist`);
  else if (!currency)
    judge.refuse("parent_set_aside", `client ${row.clientid} has the unknown currency ${row.currency}`);
  const entity: Entity<"credits"> = {
    tenant: { table: "tblclients", id: String(row.clientid) },
    on: judge.date("date", row.date),
    currency: currency?.code ?? NO_CURRENCY,
    amount: judge.money("amount", row.amount, currency?.digits ?? 2),
    description: judge.text("description", row.description),
  };
  if (isRefused(judge.problems)) return setAside("credits", "tblcredit", row.id, content, judge.problems);
  return {
    source: source("tblcredit", row.id, content, `${entity.currency}\u001f${rules.clock.timeZone}${judge.decisions}`),
    kind: "credits",
    outcome: "entity",
    entity,
  };
}
