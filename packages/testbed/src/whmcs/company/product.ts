import type { Row } from "../load/table-text.ts";
import type { Shop } from "./shop.ts";

/** WHMCS keeps the kind of an option as the text of a number. */
const OPTION_TYPES = { dropdown: "1", radio: "2", yesno: "3", quantity: "4" } as const;

export interface OptionSpec {
  /** As stored, pipe and all. */
  name: string;
  /** Text as stored where it is none of the four. */
  type?: keyof typeof OPTION_TYPES | { raw: string };
  /** Names of the sub-options; a quantity has one. */
  subs: readonly string[];
  hidden?: boolean;
  hiddenSubs?: readonly string[];
}

export interface FieldSpec {
  name: string;
  type?: "text" | "dropdown" | "password" | "textarea" | "tickbox";
  adminOnly?: boolean;
}

export interface ProductSpec {
  name: string;
  /** `servertype`: the provisioning module. */
  module: string;
  type?: "server" | "hostingaccount" | "other" | "reselleraccount";
  options?: readonly OptionSpec[];
  fields?: readonly FieldSpec[];
  row?: Row;
  /** Monthly, in cents of the default currency. */
  price?: number;
}

export interface Product {
  id: number;
  module: string;
  options: { id: number; subs: number[] }[];
  fields: number[];
}

/** Puts a product on sale, with a group of configurable options and its own copies of the custom fields. */
export function addProduct(shop: Shop, spec: ProductSpec): Product {
  const id = shop.add("tblproducts", {
    type: spec.type ?? "server",
    gid: 1,
    name: spec.name,
    slug: spec.name.toLowerCase().replace(/[^a-z0-9]+/g, "-"),
    paytype: "recurring",
    autosetup: "payment",
    servertype: spec.module,
    servergroup: 1,
    tax: 1,
    ...spec.row,
  });
  addPrices(shop, "product", id, spec.price ?? 990);
  const group = spec.options ? shop.add("tblproductconfiggroups", { name: `${spec.name} options` }) : 0;
  if (group) shop.add("tblproductconfiglinks", { gid: group, pid: id });
  return {
    id,
    module: spec.module,
    options: (spec.options ?? []).map((option, order) => addOption(shop, group, option, order)),
    fields: (spec.fields ?? []).map((field) => addField(shop, { ...field, kind: "product", relid: id })),
  };
}

export function addOption(shop: Shop, group: number, spec: OptionSpec, order = 0): { id: number; subs: number[] } {
  const type = spec.type ?? "dropdown";
  const id = shop.add("tblproductconfigoptions", {
    gid: group,
    optionname: spec.name,
    optiontype: typeof type === "object" ? type.raw : OPTION_TYPES[type],
    qtyminimum: 0,
    qtymaximum: type === "quantity" ? 64 : 0,
    order,
    hidden: spec.hidden ? 1 : 0,
  });
  const subs = spec.subs.map((name, sortorder) => {
    const hidden = spec.hiddenSubs?.includes(name) ? 1 : 0;
    const sub = shop.add("tblproductconfigoptionssub", { configid: id, optionname: name, sortorder, hidden });
    addPrices(shop, "configoptions", sub, 100 * sortorder);
    return sub;
  });
  return { id, subs };
}

export function addField(
  shop: Shop,
  spec: FieldSpec & { kind: "product" | "client" | "addon"; relid: number },
): number {
  return shop.add("tblcustomfields", {
    type: spec.kind,
    relid: spec.relid,
    fieldname: spec.name,
    fieldtype: spec.type ?? "text",
    adminonly: spec.adminOnly ? "on" : "",
    showorder: "on",
  });
}

/** In every currency; cycles longer than a year are switched off, which WHMCS writes as a negative price. */
export function addPrices(shop: Shop, type: string, relid: number, monthly: number): void {
  for (const [currency, rate] of [
    [1, 1],
    [2, 1.1],
    [3, 160],
  ] as const) {
    const price = (months: number) => Math.round((monthly * rate * months) / 100).toFixed(2);
    shop.add("tblpricing", {
      type,
      currency,
      relid,
      monthly: price(1),
      quarterly: price(3),
      semiannually: price(6),
      annually: price(12),
      biennially: "-1.00",
      triennially: "-1.00",
    });
  }
}
