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
  const batch = mappedEntries("images", rules.mapping.images);
  if (batch.length > 0) yield batch;
}

export async function* locations({ rules }: Reading): AsyncGenerator<Outcome[]> {
  const named = Object.values(rules.mapping.endpoints).flatMap((rule) =>
    "location" in rule && rule.location !== undefined ? [[rule.location, rule.location] as const] : [],
  );
  const batch = mappedEntries("locations", { ...Object.fromEntries(named), ...rules.mapping.locations });
  if (batch.length > 0) yield batch;
}

export async function* endpoints({ source, rules }: Reading): AsyncGenerator<Outcome[]> {
  const names = catalogNames(await source.all(tables.servers), "server");
  yield* inBatches(source.pages(tables.servers), (row) => endpointOutcome(row, { ...rules, names }));
}

/** Where invoice numbers stand. Without WHMCS's sequential numbering the invoices' own ids are their numbers. */
export async function* sequences({ source }: Reading): AsyncGenerator<Outcome[]> {
  const rows = await source.all(tables.configuration);
  const setting = (name: string) => rows.find((row) => row.setting === name);
  const sequential = setting("SequentialInvoiceNumbering")?.value === "on";
  const standing = setting("SequentialInvoiceNumberValue");
  if (!sequential || !standing) return;
  const next = Number(standing.value);
  const from = { table: "tblconfiguration", id: String(standing.id) };
  const format = setting("SequentialInvoiceNumberFormat")?.value || "{NUMBER}";
  const hash = contentHash(`${standing.value}\u001f${format}`);
  if (!Number.isSafeInteger(next) || next < 1) {
    const message = `SequentialInvoiceNumberValue is "${standing.value}"`;
    yield [{ source: { ...from, hash }, kind: "sequences", outcome: "set_aside", code: "invalid_row", message }];
    return;
  }
  yield [
    { source: { ...from, hash }, kind: "sequences", outcome: "entity", entity: { name: "invoice", next, format } },
  ];
}
