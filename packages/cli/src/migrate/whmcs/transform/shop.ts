import type { OptionName } from "./option-name.ts";
import type { Problem } from "./problem.ts";
import type { Base } from "./spec.ts";

/** What describes all other rows: small tables, read once. */
export interface Shop {
  generation: 7 | 8;
  currencies: ReadonlyMap<number, Currency>;
  products: ReadonlyMap<number, Product>;
  options: ReadonlyMap<number, ConfigOption>;
  subOptions: ReadonlyMap<number, { option: number; name: OptionName }>;
  fields: ReadonlyMap<number, CustomField>;
  addons: ReadonlyMap<number, { name: string }>;
  servers: ReadonlyMap<number, { name: string; type: string }>;
  departments: ReadonlyMap<number, string>;
  taxes: readonly { level: number; rate: string; name: string }[];
  /** Who keeps an address that several people have: the first of them, as `<id>` or `contact:<id>`. */
  sharedEmails: ReadonlyMap<string, string>;
  /** Which invoice keeps a number that several have: the first. */
  sharedNumbers: ReadonlyMap<string, number>;
  numbering: Numbering;
  /** VMs that more than one service has, by service. */
  sharedVms: ReadonlyMap<number, SharedVm>;
}

/** How invoices are numbered. Without a sequence, and until they have a number of it, their own ids are their numbers. */
export interface Numbering {
  sequential: boolean;
  /** Row of the setting that says where it stands; null: it follows from the ids. */
  from: number | null;
  /** As written: the next number. */
  next: string;
  /** With `{NUMBER}`, `{YEAR}`, `{MONTH}`, `{DAY}`. */
  format: string;
}

export interface SharedVm {
  vmid: number;
  services: readonly { id: number; ended: boolean }[];
}

/** ISO 4217 for "no currency": stands in a row that is being set aside for having an unknown one, and never leaves here. */
export const NO_CURRENCY = "XXX";

export interface Currency {
  code: string;
  digits: number;
}

export interface Product {
  id: number;
  name: string;
  module: string;
  /** What its services are. */
  as: { is: "server" } | { is: "legacy" } | { is: "set_aside"; problem: Problem };
  /** What its module gives every service. */
  base: Base;
}

export const OPTION_TYPES = { "1": "drop_down", "2": "radio", "3": "yes_no", "4": "quantity" } as const;

export interface ConfigOption {
  /** As the mapping file names it: `option:12`. */
  from: string;
  name: OptionName;
  /** Undefined: `optiontype` is none of the four. */
  type: (typeof OPTION_TYPES)[keyof typeof OPTION_TYPES] | undefined;
}

export interface CustomField {
  /** As the mapping file names it: `field:7`. */
  from: string;
  type: string;
  /** Of `product` fields, the product's id. */
  relid: number;
  name: OptionName;
  /** Encrypted in the database. */
  secret: boolean;
}
