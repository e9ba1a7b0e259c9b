import type { Knowledge, Label } from "../labels.ts";
import { plantTraps } from "../traps/index.ts";
import { addCatalogue } from "./catalogue.ts";
import { plainRows } from "./plain.ts";
import { addPlainProducts } from "./plain-products.ts";
import type { TableRow } from "./row.ts";
import { type CompanyOptions, Shop } from "./shop.ts";

export type { CompanyOptions } from "./shop.ts";

export interface Company {
  /** Rows in no order of tables: first the catalogue and the traps, then the plain ones. Complete `labels` only at its end. */
  rows: Iterable<TableRow>;
  labels: Label[];
  knowledge: Knowledge;
  /** What lies in the attachments directory, by file name. */
  files: ReadonlyMap<string, string>;
}

/** Makes a company up. The same options give the same rows, and nothing but the labels grows with its size. */
export function makeCompany(options: CompanyOptions): Company {
  const shop = new Shop(options);
  const labels: Label[] = [];
  const label = (one: Label) => labels.push(one);
  addCatalogue(shop);
  const products = addPlainProducts(shop);
  plantTraps(shop, label);
  function* rows(): Generator<TableRow> {
    yield* shop.rows;
    yield* plainRows(shop, products, label);
  }
  return { rows: rows(), labels, knowledge: shop.knowledge, files: shop.files };
}
