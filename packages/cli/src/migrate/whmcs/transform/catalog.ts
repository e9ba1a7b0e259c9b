import type { Entity, Outcome } from "@hostwright/core/migration";
import type { Mapping } from "../mapping/schema.ts";
import type { RowOf } from "../source/columns.ts";
import type { currencies, pricing, products, servers } from "../source/tables.ts";
import { decodeEntities } from "./entities.ts";
import { currencyDigits, minorUnits } from "./money.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import type { Recipe } from "./recipe.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import type { Shop } from "./shop.ts";

export function currencyOutcome(row: RowOf<typeof currencies.columns>, { mapping }: Rules): Outcome {
  const content = rowText(row);
  const code = mapping.currencies[String(row.id)] ?? row.code.trim().toUpperCase();
  const decimals = currencyDigits(code);
  if (decimals === undefined) {
    const problem = {
      code: "unknown_currency",
      message: `"${row.code}" is no ISO 4217 code`,
      hint: `currencies: {${row.id}: EUR}`,
    } as const;
    return setAside("currencies", "tblcurrencies", row.id, content, [problem]);
  }
  const prefix = decodeEntities(row.prefix);
  const suffix = decodeEntities(row.suffix);
  return {
    source: source("tblcurrencies", row.id, content, code),
    kind: "currencies",
    outcome: "entity",
    entity: { code, prefix, suffix, decimals, rate: row.rate, is_default: row.default !== 0 },
  };
}

type PriceRow = RowOf<typeof pricing.columns>;
type Price = { currency: string; cycle: Entity<"servers">["billing"]["cycle"]; setup: number; amount: number };

const CYCLES = [
  ["monthly", "monthly", "msetupfee"],
  ["quarterly", "quarterly", "qsetupfee"],
  ["semiannually", "semiannually", "ssetupfee"],
  ["annually", "annually", "asetupfee"],
  ["biennially", "biennially", "bsetupfee"],
  ["triennially", "triennially", "tsetupfee"],
] as const;

/** A product as a plan; undefined where it is kept as a legacy record. */
export function planOutcome(
  row: RowOf<typeof products.columns>,
  prices: readonly PriceRow[],
  rules: Rules & {
    shop: Shop;
    recipeOf(product: number): Recipe;
    defaultCurrency: string;
    /** Which product has a name so far: the first keeps it. */
    names: ReadonlyMap<number, string>;
  },
): Outcome | undefined {
  const product = rules.shop.products.get(row.id);
  if (!product || product.as.is === "legacy") return undefined;
  const judge = new RowJudge(rules, "tblproducts", row.id);
  const content = [rowText(row), ...prices.map(rowText)].join("\u001e");
  if (product.as.is === "set_aside") judge.problems.push(product.as.problem);
  const title = judge.line("name", row.name, 100);
  const rule = rules.mapping.products[String(row.id)]?.plan;
  const offered = pricesOf(row.paytype, prices, rules.shop, judge);
  if (isRefused(judge.problems)) return setAside("plans", "tblproducts", row.id, content, judge.problems);
  const { fixed } = rules.recipeOf(row.id);
  const size = (meaning: "cores" | "memory_mb" | "disk_gb") => {
    const decided = fixed[meaning];
    return typeof decided === "number" ? decided : (product.base[meaning] ?? 0);
  };
  const entity: Entity<"plans"> =
    rule && "existing" in rule
      ? { existing: rule.existing }
      : {
          name: rule?.name ?? rules.names.get(row.id) ?? `plan-${row.id}`,
          title: rule?.title ?? (title || `Plan ${row.id}`),
          cores: size("cores"),
          memory_mb: size("memory_mb"),
          disk_gb: size("disk_gb"),
          prices: offered,
          default_currency: rules.defaultCurrency,
        };
  return {
    source: source("tblproducts", row.id, content, JSON.stringify(entity)),
    kind: "plans",
    outcome: "entity",
    entity,
  };
}

/** A negative price means that the cycle is not sold. */
function pricesOf(paytype: string, rows: readonly PriceRow[], shop: Shop, judge: RowJudge): Price[] {
  return rows.flatMap((row) => {
    const currency = shop.currencies.get(row.currency);
    if (!currency || paytype === "free") return [];
    const cycles = paytype === "onetime" ? ([["one_time", "monthly", "msetupfee"]] as const) : CYCLES;
    return cycles.flatMap(([cycle, amountColumn, setupColumn]) => {
      const amount = row[amountColumn];
      if (amount.startsWith("-")) return [];
      const setup = row[setupColumn].startsWith("-") ? "0.00" : row[setupColumn];
      return [
        {
          currency: currency.code,
          cycle,
          setup: priceOf(setup, `${currency.code} ${setupColumn}`, currency.digits, judge),
          amount: priceOf(amount, `${currency.code} ${amountColumn}`, currency.digits, judge),
        },
      ];
    });
  });
}

function priceOf(text: string, column: string, digits: number, judge: RowJudge): number {
  const amount = minorUnits(text, digits);
  if (amount === undefined) judge.refuse("unreadable_money", `${column}: ${text} is no amount with ${digits} digits`);
  return amount ?? 0;
}

export function endpointOutcome(
  row: RowOf<typeof servers.columns>,
  rules: Rules & { names: ReadonlyMap<number, string> },
): Outcome {
  const judge = new RowJudge(rules, "tblservers", row.id);
  const content = rowText(row);
  judge.text("name", row.name);
  if (isRefused(judge.problems)) return setAside("endpoints", "tblservers", row.id, content, judge.problems);
  const rule = rules.mapping.endpoints[String(row.id)];
  const entity: Entity<"endpoints"> =
    rule && "existing" in rule
      ? { existing: rule.existing }
      : { name: rule?.endpoint ?? rules.names.get(row.id) ?? `server-${row.id}`, location: rule?.location ?? null };
  return {
    source: source("tblservers", row.id, content, JSON.stringify(entity)),
    kind: "endpoints",
    outcome: "entity",
    entity,
  };
}

type MappedEntry = readonly [written: string, entry: Mapping["images"][string]];

/**
 * Images and locations as the mapping names them: the source has none of its own. One for each name, titled as it is first
 * written; said to be here already anywhere, it is.
 */
export function mappedEntries(kind: "images" | "locations", entries: readonly MappedEntry[]): Outcome[] {
  const byName = new Map<string, { written: string; bound: boolean }>();
  for (const [written, entry] of entries) {
    if (entry === null) continue;
    const name = typeof entry === "string" ? entry : entry.existing;
    const known = byName.get(name);
    byName.set(name, {
      written: known?.written ?? written,
      bound: known?.bound === true || typeof entry !== "string",
    });
  }
  return [...byName].map(([name, { written, bound }]): Outcome => {
    const title =
      written
        .slice(written.indexOf("|") + 1)
        .trim()
        .slice(0, 100) || name;
    const from = source("mapping", `${kind}:${name}`, `${name}\u001f${title}\u001f${bound}`);
    if (kind === "images") {
      const family = /^[a-z]+/.exec(name)?.[0] ?? name;
      return {
        source: from,
        kind,
        outcome: "entity",
        entity: bound ? { existing: name } : { name, title: decodeEntities(title), family },
      };
    }
    return {
      source: from,
      kind,
      outcome: "entity",
      entity: bound ? { existing: name } : { name, title: decodeEntities(title), country: null },
    };
  });
}
