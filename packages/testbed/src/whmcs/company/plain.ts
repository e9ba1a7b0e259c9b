import type { Label } from "../labels.ts";
import type { PlainProduct } from "./choice.ts";
import { clientRows } from "./plain-clients.ts";
import { serviceRows } from "./plain-services.ts";
import type { TableRow } from "./row.ts";
import type { Shop } from "./shop.ts";

const CLIENTS_PER_SERVICE = 0.4;

/** Customers without any trap, and what they have: streamed, in the order of their ids. */
export function* plainRows(
  shop: Shop,
  products: readonly PlainProduct[],
  label: (label: Label) => void,
): Generator<TableRow> {
  const company = { shop, products, label, clients: Math.ceil(shop.options.size * CLIENTS_PER_SERVICE) };
  for (let index = 0; index < company.clients; index++) yield* clientRows(company, index);
  for (let index = 0; index < shop.options.size; index++) yield* serviceRows(company, index);
}
