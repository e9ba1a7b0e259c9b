import type { Label } from "../labels.ts";
import type { PlainProduct } from "./choice.ts";
import type { Shop } from "./shop.ts";

/** Of the plain rows, this many of each kind are labelled: all of a small company, a sample of a large one. */
export const LABELLED = 200;

export interface PlainCompany {
  shop: Shop;
  products: readonly PlainProduct[];
  /** How many there are. */
  clients: number;
  label(label: Label): void;
}
