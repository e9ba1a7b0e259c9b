import type { Size } from "../mapping/schema.ts";
import type { ChosenValue } from "./choice.ts";
import type { OptionName } from "./option-name.ts";
import { type Judged, judged, refused } from "./problem.ts";
import { convert, type Decimal, readQuantity, type Unit } from "./quantity.ts";
import type { SourceReading } from "./recipe.ts";

/** The unit that the target counts in, and between what a real machine lies. */
const TARGETS: Record<Size, { to: "core" | "MB" | "GB"; least: number; most: number }> = {
  cores: { to: "core", least: 1, most: 1024 },
  memory_mb: { to: "MB", least: 16, most: 16 * 1024 * 1024 },
  disk_gb: { to: "GB", least: 1, most: 1024 * 1024 },
};

/** An amount in the target's own unit; null: it says nothing. @param label names the option in messages */
export function readSize(size: Size, value: ChosenValue, reading: SourceReading, label: string): Judged<number | null> {
  const key = keyOf(value);
  const known = reading.read.get(key);
  if (known) return known;
  const read = readValue(size, value, reading, label);
  if (reading.read.size >= REMEMBERED) reading.read.clear();
  reading.read.set(key, read);
  return read;
}
const REMEMBERED = 2_000;

function keyOf(value: ChosenValue): string {
  switch (value.kind) {
    case "text":
      return value.sub === null ? value.text.raw : `${value.sub}|${value.text.raw}`;
    case "quantity":
      return `${value.count}×${value.sub}`;
    case "yes_no":
      return `${value.yes}:${value.sub}`;
    case "deleted":
      return `deleted:${value.sub}`;
  }
}

function readValue(size: Size, value: ChosenValue, reading: SourceReading, label: string): Judged<number | null> {
  const decided = decidedValue(value, reading);
  if (decided === null) return judged(null);
  if (typeof decided === "number") return judged(decided);
  switch (value.kind) {
    case "deleted":
      if (decided) return readText(size, decided, reading, label);
      return refused("option_deleted", `${label}: ${value.message}`);
    case "yes_no":
      return value.yes ? readText(size, decided ?? value.of, reading, label) : judged(null);
    case "text":
      return readText(size, decided ?? value.text, reading, label);
    case "quantity":
      return value.count === 0 ? judged(null) : readCount(size, value.count, value.of, reading, label);
  }
}

/** What the mapping says this very text or sub-option means; a text is read in its place. */
function decidedValue(value: ChosenValue, { values, subs }: SourceReading): number | null | OptionName | undefined {
  const sub = "sub" in value && value.sub !== null ? subs[String(value.sub)] : undefined;
  const text = value.kind === "text" ? value.text : undefined;
  const found = sub !== undefined ? sub : text && lookUp(values, text);
  return typeof found === "string" ? { raw: found, internal: found, shown: found } : found;
}

/** By the raw text, then by what people see, then by what the module reads. */
export function lookUp<T>(tables: readonly Record<string, T>[], { raw, shown, internal }: OptionName): T | undefined {
  for (const table of tables) {
    for (const key of [raw, shown, internal]) if (Object.hasOwn(table, key)) return table[key];
  }
  return undefined;
}

function readText(
  size: Size,
  text: OptionName,
  { unit, multiplier }: SourceReading,
  label: string,
): Judged<number | null> {
  const shown = readQuantity(text.shown);
  const internal = text.internal === text.shown ? shown : readQuantity(text.internal);
  const written = `${label}: "${text.raw}"`;
  if (shown.read === "empty" && internal.read === "empty") return judged(null);
  if (shown.read === "unlimited" || internal.read === "unlimited")
    return refused("unlimited_value", `${written} is no size`);
  const best = internal.read === "number" && (internal.unit !== null || shown.read !== "number") ? internal : shown;
  if (best.read === "ambiguous")
    return refused("unreadable_unit", `${written} may be grouped by thousands or a fraction`);
  if (best.read !== "number") return refused("unreadable_unit", `${written} is no number with a known unit`);
  if (shown.read === "number" && internal.read === "number" && contradict(internal, shown)) {
    return refused("ambiguous_field", `${written} says one amount to the module and another to people`);
  }
  return inTarget(size, best.number, best.unit, { unit, multiplier: best.unit === null ? multiplier : null }, written);
}

/** One with its unit beside one without: the bare number may be in any unit, as long as it is the same amount in one of them. */
function contradict(
  one: { number: Decimal; unit: Unit | null },
  other: { number: Decimal; unit: Unit | null },
): boolean {
  const units: Unit[] = ["KB", "MB", "GB", "TB", "core"];
  const amounts = ({ number, unit }: { number: Decimal; unit: Unit | null }) =>
    (unit === null ? units : [unit]).flatMap((each) => {
      const to = each === "core" ? "core" : "MB";
      return [`${convert(number, each, to) ?? "uneven"} ${to}`];
    });
  const others = new Set(amounts(other));
  return !amounts(one).some((amount) => others.has(amount));
}

function readCount(
  size: Size,
  count: number,
  of: OptionName,
  reading: SourceReading,
  label: string,
): Judged<number | null> {
  const number = { digits: BigInt(count), scale: 0 };
  const written = `${label}: ${count} of "${of.raw}"`;
  const one = readQuantity(of.shown.replace(/^[x×*]\s*/i, ""));
  if (one.read === "number" && reading.multiplier === null) {
    const total = { digits: number.digits * one.number.digits, scale: one.number.scale };
    return inTarget(size, total, one.unit, { unit: reading.unit, multiplier: null }, written);
  }
  const unit = reading.unit ?? (one.read === "number" ? one.unit : bareUnit(of.shown));
  return inTarget(size, number, unit, { unit, multiplier: reading.multiplier }, written);
}

/** A sub-option that only names its unit: `GB`, `GB RAM`, `vCPU`. */
function bareUnit(text: string): Unit | null {
  const one = readQuantity(`1 ${text.replace(/^[x×*]\s*/i, "")}`);
  return one.read === "number" ? one.unit : null;
}

function inTarget(
  size: Size,
  number: Decimal,
  written: Unit | null,
  rule: { unit: Unit | null; multiplier: number | null },
  label: string,
): Judged<number | null> {
  const { to, least, most } = TARGETS[size];
  const unit = written ?? rule.unit ?? (to === "core" ? "core" : null);
  if (unit === null) return refused("unreadable_unit", `${label} has no unit`);
  const amount = convert(number, unit, to, rule.multiplier ?? 1);
  if (amount === undefined)
    return refused("unreadable_unit", `${label} is no whole number of ${to === "core" ? "cores" : to}`);
  if (amount < least || amount > most)
    return refused("unreadable_unit", `${label} would be ${amount} ${to}, which no machine has`);
  return judged(amount);
}
