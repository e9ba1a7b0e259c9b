import type { Outcome } from "@hostwright/core/migration";
import { ahead } from "../source/ahead.ts";
import { Groups } from "../source/belonging.ts";
import type { RowOf } from "../source/columns.ts";
import { snapshots } from "../source/snapshots.ts";
import * as tables from "../source/tables.ts";
import { type InvoiceParts, invoiceOutcome } from "../transform/invoice.ts";
import { creditOutcome, transactionOutcome } from "../transform/payment.ts";
import { orphans } from "./orphans.ts";
import { BATCH, changedSince, inBatches, type Reading } from "./reading.ts";

/** What is not settled may still change without a trace. */
const OPEN = "t.status in ('Unpaid', 'Draft', 'Payment Pending', 'Collections')";

export async function* invoices(reading: Reading): AsyncGenerator<Outcome[]> {
  for await (const bundle of ahead(bundles(reading))) {
    yield bundle.map(({ row, ...parts }) => invoiceOutcome(row, parts, reading.rules));
  }
  yield* orphans(reading, { kind: "invoices", table: "tblinvoiceitems", by: "invoiceid", parent: "tblinvoices" });
}

interface Bundle extends InvoiceParts {
  row: RowOf<typeof tables.invoices.columns>;
}

async function* bundles(reading: Reading): AsyncGenerator<Bundle[]> {
  const { source } = reading;
  for await (const rows of source.pages(tables.invoices, {
    size: BATCH,
    where: changedSince(reading, "tblinvoices", ["date", "datepaid"], OPEN),
  })) {
    const range = { from: rows[0]?.id ?? 0, to: rows.at(-1)?.id ?? 0 };
    const items = new Groups(
      await source.belonging(tables.invoiceItems, "invoiceid", range),
      ({ invoiceid }) => invoiceid,
    );
    const kept = new Groups(await snapshots(source, range), ({ invoiceid }) => invoiceid);
    yield rows.map((row) => ({ row, items: items.of(row.id), snapshots: kept.of(row.id) }));
  }
}

export async function* transactions(reading: Reading): AsyncGenerator<Outcome[]> {
  const where = changedSince(reading, "tblaccounts", ["date"]);
  yield* inBatches(reading.source.pages(tables.transactions, { where }), (row) =>
    transactionOutcome(row, reading.rules),
  );
}

export async function* credits(reading: Reading): AsyncGenerator<Outcome[]> {
  const where = changedSince(reading, "tblcredit", ["date"]);
  yield* inBatches(reading.source.pages(tables.credits, { where }), (row) => creditOutcome(row, reading.rules));
}
