import { type Mapping, MEANINGS, type Meaning, type SourceRule, type SpecRule } from "../mapping/schema.ts";
import { meaningOfName } from "./meaning.ts";
import { nameKey, type OptionName } from "./option-name.ts";
import type { Judged } from "./problem.ts";
import type { Unit } from "./quantity.ts";

/** How the values of one option or field are read for one product. */
export interface SourceReading {
  meaning: Meaning;
  /** What a number without a unit counts. */
  unit: Unit | null;
  multiplier: number | null;
  /** Adds to what the product gives. */
  add: boolean;
  /** Decided results by the text as written; the product's own first. */
  values: readonly Record<string, number | string | null>[];
  /** Decided results by sub-option id. */
  subs: Record<string, number | string | null>;
  /** What values have been read as: they repeat with every other service. */
  read: Map<string, Judged<number | null>>;
}

/** How a product's services become specifications: what stands for what, and what the product gives by itself. */
export interface Recipe {
  /** Undefined: it stands for nothing here, and is kept as it is. */
  reading(from: string, name: OptionName): SourceReading | undefined;
  /** What the mapping says the product gives; undefined: nothing. */
  fixed: Partial<Record<Meaning, number | string>>;
}

const KNOWN_KEYS = new Set(["is", "add", "unit", "multiplier", "values"]);

/** The recipe of each product, made once. */
export function recipes(mapping: Mapping): (product: number) => Recipe {
  const made = new Map<number, Recipe>();
  const byName = new Map(Object.entries(mapping.names).map(([name, rule]) => [nameKey(name), rule]));
  return (product) => {
    const existing = made.get(product);
    if (existing) return existing;
    const recipe = makeRecipe(mapping, byName, product);
    made.set(product, recipe);
    return recipe;
  };
}

function makeRecipe(mapping: Mapping, byName: ReadonlyMap<string, SourceRule>, product: number): Recipe {
  const own = mapping.products[String(product)];
  const rules = new Map<Meaning, SpecRule>();
  const fixed: Recipe["fixed"] = {};
  for (const meaning of MEANINGS) {
    const rule = own?.[meaning];
    if (rule === undefined) continue;
    rules.set(meaning, rule);
    const given = typeof rule === "object" ? rule.fixed : rule;
    if (given !== undefined) fixed[meaning] = given;
  }
  const readings = new Map<string, SourceReading | undefined>();

  function compile(from: string, name: OptionName): SourceReading | undefined {
    const [kind, id = ""] = from.split(":");
    const sources = [
      byName.get(nameKey(name.internal)) ?? byName.get(nameKey(name.shown)) ?? byName.get(nameKey(name.raw)),
      kind === "option" ? mapping.options[id] : mapping.fields[id],
    ];
    const named = meaningOfName(name);
    const chosen = MEANINGS.find((meaning) => fromOf(rules.get(meaning)) === from);
    const said = sources.findLast((rule) => rule?.is !== undefined)?.is;
    const meaning = chosen ?? said ?? named?.meaning;
    if (meaning === undefined || meaning === "nothing") return undefined;
    const rule = rules.get(meaning);
    if (chosen === undefined && (fromOf(rule) !== undefined || isFixedAlone(rule))) return undefined;
    const layers = [...sources, typeof rule === "object" ? rule : undefined];
    const last = <T>(pick: (layer: SourceRule) => T | undefined): T | undefined =>
      layers.flatMap((layer) => (layer === undefined ? [] : (pick(layer) ?? []))).at(-1);
    return {
      meaning,
      unit: last((layer) => layer.unit) ?? (named?.meaning === meaning ? named.unit : null),
      multiplier: last((layer) => layer.multiplier) ?? (named?.meaning === meaning ? named.multiplier : null),
      add: last((layer) => layer.add) ?? false,
      values: layers.flatMap((layer) => (layer?.values ? [layer.values] : [])).toReversed(),
      subs: kind === "option" ? subsOf(mapping.options[id]) : {},
      read: new Map(),
    };
  }

  return {
    fixed,
    reading(from, name) {
      const known = readings.get(from);
      if (known !== undefined || readings.has(from)) return known;
      const reading = compile(from, name);
      readings.set(from, reading);
      return reading;
    },
  };
}

const fromOf = (rule: SpecRule | undefined): string | undefined => (typeof rule === "object" ? rule.from : undefined);
/** `cores: 2` says what every service has, whatever options say. */
const isFixedAlone = (rule: SpecRule | undefined): boolean => rule !== undefined && typeof rule !== "object";

function subsOf(rule: Mapping["options"][string] | undefined): Record<string, number | string | null> {
  const subs: Record<string, number | string | null> = {};
  for (const [key, value] of Object.entries(rule ?? {})) {
    if (KNOWN_KEYS.has(key)) continue;
    if (typeof value === "number" || typeof value === "string" || value === null) subs[key] = value;
  }
  return subs;
}
