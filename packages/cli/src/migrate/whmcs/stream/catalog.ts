import type { Outcome } from "@hostwright/core/migration";
import * as tables from "../source/tables.ts";
import { currencyOutcome, endpointOutcome, mappedEntries, planOutcome } from "../transform/catalog.ts";
import { catalogNames } from "../transform/catalog-name.ts";
import { contentHash } from "../transform/outcome.ts";
import { inBatches, type Reading } from "./reading.ts";

/** What is sold, where it runs and in which money: small, and always read whole. */
export async function* currencies({ source, rules }: Reading): AsyncGenerator<Outcome[]> {
  yield* inBatches(source.pages(tables.currencies), (row) => currencyOutcome(row, rules));
}

export async function* plans({ source, rules }: Reading): AsyncGenerator<Outcome[]> {
  const prices = Map.groupBy(
    (await source.all(tables.pricing)).filter(({ type }) => type === "product"),
    ({ relid }) => relid,
  );
  const [standard] = (await source.all(tables.currencies)).filter((row) => row.default !== 0);
  const defaultCurrency = rules.shop.currencies.get(standard?.id ?? 0)?.code ?? "EUR";
  const names = catalogNames(await source.all(tables.products), "plan");
  yield* inBatches(source.pages(tables.products), (row) =>
    planOutcome(row, prices.get(row.id) ?? [], { ...rules, defaultCurrency, names }),
  );
}

export async function* images({ rules }: Reading): AsyncGenerator<Outcome[]> {
  const batch = mappedEntries("images", Object.entries(rules.mapping.images));
  if (batch.length > 0) yield batch;
}

export async function* locations({ rules }: Reading): AsyncGenerator<Outcome[]> {
  const named = Object.values(rules.mapping.endpoints).flatMap((rule) =>
    "location" in rule && rule.location !== undefined ? [[rule.location, rule.location] as const] : [],
  );
  const batch = mappedEntries("locations", [...Object.entries(rules.mapping.locations), ...named]);
  if (batch.length > 0) yield batch;
}

export async function* endpoints({ source, rules }: Reading): AsyncGenerator<Outcome[]> {
  const names = catalogNames(await source.all(tables.servers), "server");
  yield* inBatches(source.pages(tables.servers), (row) => endpointOutcome(row, { ...rules, names }));
}

/** Where invoice numbers stand. */
export async function* sequences({ rules }: Reading): AsyncGenerator<Outcome[]> {
  const { from, next, format } = rules.shop.numbering;
  const row = from === null ? { table: "tblinvoices", id: "next" } : { table: "tblconfiguration", id: String(from) };
  const source = { ...row, hash: contentHash(`${next}\u001f${format}`) };
  const number = Number(next);
  if (!Number.isSafeInteger(number) || number < 1) {
    const message = `SequentialInvoiceNumberValue is "${next}"`;
    yield [{ source, kind: "sequences", outcome: "set_aside", code: "invalid_row", message }];
    return;
  }
  yield [{ source, kind: "sequences", outcome: "entity", entity: { name: "invoice", next: number, format } }];
}
