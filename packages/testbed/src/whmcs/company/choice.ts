import type { ExpectedSpec } from "../labels.ts";
import type { Row } from "../load/table-text.ts";
import type { Random } from "../random.ts";
import { IMAGES, LOCATIONS } from "./names.ts";
import type { Product } from "./product.ts";

/** What a customer ordered, as rows without `relid`, and what that makes of the server. */
export interface Choice {
  options: Row[];
  fields: Row[];
  spec: ExpectedSpec;
}

export interface PlainProduct {
  product: Product;
  /** `tblservers` it may run on. */
  servers: readonly number[];
  /** `vmid` is asked for only by a product that keeps it in a field. */
  choose(random: Random, vmid: number): Choice;
}

export const WRITTEN_IMAGES: readonly string[] = IMAGES.map(({ written }) => written);
export const WRITTEN_PLACES: readonly string[] = LOCATIONS.map(({ written }) => written);

/** A drop-down's or radio's choice. */
export function chosen(product: Product, option: number, sub: number): Row {
  const of = product.options[option];
  return { configid: of?.id ?? 0, optionid: of?.subs[sub] ?? 0, qty: 0 };
}

/** A quantity, or a yes/no as 1 or 0. */
export function counted(product: Product, option: number, qty: number): Row {
  const of = product.options[option];
  return { configid: of?.id ?? 0, optionid: of?.subs[0] ?? 0, qty };
}

export function written(product: Product, field: number, value: string): Row {
  return { fieldid: product.fields[field] ?? 0, value };
}
