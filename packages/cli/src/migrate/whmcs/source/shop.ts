import type { Mapping } from "../mapping/schema.ts";
import { currencyDigits } from "../transform/money.ts";
import { parseOptionName } from "../transform/option-name.ts";
import type { Problem } from "../transform/problem.ts";
import { productKind } from "../transform/product-kind.ts";
import {
  type ConfigOption,
  type Currency,
  type CustomField,
  OPTION_TYPES,
  type Product,
  type Shop,
} from "../transform/shop.ts";
import type { Base } from "../transform/spec.ts";
import type { RowOf } from "./columns.ts";
import { moduleFamily, pvePlans } from "./modules.ts";
import { readNumbering } from "./numbering.ts";
import type { Source } from "./rows.ts";
import { sharedEmails, sharedNumbers, sharedVms } from "./shared.ts";
import * as tables from "./tables.ts";

/** Reads what describes all other rows. @throws SourceError */
export async function readShop(source: Source, mapping: Mapping): Promise<Shop> {
  const products = await readProducts(source, mapping);
  return {
    generation: source.layout.generation,
    currencies: await readCurrencies(source, mapping),
    products,
    options: byId(await source.all(tables.configOptions), optionOf),
    subOptions: byId(await source.all(tables.subOptions), ({ configid, optionname }) => ({
      option: configid,
      name: parseOptionName(optionname),
    })),
    fields: byId(await source.all(tables.customFields), fieldOf),
    addons: byId(await source.all(tables.addons), ({ name }) => ({ name })),
    servers: byId(await source.all(tables.servers), ({ name, type }) => ({ name, type })),
    departments: byId(await source.all(tables.departments), ({ name }) => name),
    taxes: (await source.all(tables.taxes)).map(({ level, taxrate, name }) => ({ level, rate: taxrate, name })),
    sharedEmails: await sharedEmails(source),
    sharedNumbers: await sharedNumbers(source),
    numbering: await readNumbering(source),
    sharedVms: await sharedVms(source, products, mapping),
  };
}

function byId<R extends { id: number }, T>(rows: readonly R[], make: (row: R) => T): Map<number, T> {
  return new Map(rows.map((row) => [row.id, make(row)]));
}

async function readCurrencies(source: Source, mapping: Mapping): Promise<Map<number, Currency>> {
  const currencies = new Map<number, Currency>();
  const known = await source.all(tables.currencies);
  for (const [id, code] of [
    ...known.map((row) => [row.id, row.code] as const),
    ...Object.entries(mapping.currencies),
  ]) {
    const named = mapping.currencies[String(id)] ?? code.trim().toUpperCase();
    const digits = currencyDigits(named);
    if (digits !== undefined) currencies.set(Number(id), { code: named, digits });
  }
  return currencies;
}

async function readProducts(source: Source, mapping: Mapping): Promise<Map<number, Product>> {
  const plans = byId(await source.all(pvePlans), (plan) => plan);
  return byId(await source.all(tables.products), (row) => {
    const plan = moduleFamily(row.servertype) === "pvewhmcs" ? plans.get(Number(row.configoption1)) : undefined;
    const as = productKind(row, mapping.products);
    const lxc = as.is === "server" && plan?.vmtype.toLowerCase() === "lxc";
    return {
      id: row.id,
      name: row.name,
      module: row.servertype,
      as: lxc ? { is: "set_aside", problem: containerPlan(row) } : as,
      base: plan ? baseOf(plan) : {},
    };
  });
}

const containerPlan = ({ id, name }: { id: number; name: string }): Problem => ({
  code: "container_lxc",
  message: `product ${id} (${name}) makes LXC containers`,
  hint: `products: {${id}: {as: legacy}}`,
});

/** The module counts memory in MB and disk in GB. */
function baseOf({ cpus, cores, memory, disk }: RowOf<typeof pvePlans.columns>): Base {
  return {
    ...(cores > 0 ? { cores: Math.max(1, cpus) * cores } : {}),
    ...(memory > 0 ? { memory_mb: memory } : {}),
    ...(disk > 0 ? { disk_gb: disk } : {}),
  };
}

function optionOf({ id, optionname, optiontype }: RowOf<typeof tables.configOptions.columns>): ConfigOption {
  const type = optiontype.trim();
  const known = type === "1" || type === "2" || type === "3" || type === "4" ? OPTION_TYPES[type] : undefined;
  return { from: `option:${id}`, name: parseOptionName(optionname), type: known };
}

function fieldOf({ id, type, relid, fieldname, fieldtype }: RowOf<typeof tables.customFields.columns>): CustomField {
  return { from: `field:${id}`, type, relid, name: parseOptionName(fieldname), secret: fieldtype === "password" };
}
