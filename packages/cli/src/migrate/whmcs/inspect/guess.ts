import type { Meaning } from "../mapping/schema.ts";
import { meaningOfName } from "../transform/meaning.ts";
import { readQuantity, type Unit } from "../transform/quantity.ts";
import type { ChoiceSurvey } from "./survey.ts";

export type Confidence = "high" | "medium" | "low";

/** What an option or a field seems to stand for, and how sure that is. */
export interface Guess {
  is: Meaning;
  /** What numbers without a unit seem to count; undefined where none is needed. */
  unit?: Unit;
  multiplier?: number;
  confidence: Confidence;
  why: string;
}

/** Words that hint at a meaning where the whole name says nothing certain. */
const HINTS: readonly [Meaning, RegExp][] = [
  ["memory_mb", /\b(?:ram|memory|mem)\b/i],
  ["cores", /\b(?:v?cpus?|v?cores?|processors?)\b/i],
  ["disk_gb", /\b(?:disk|storage|ssd|hdd|nvme|space)\b/i],
  ["image", /\b(?:os|operating|image|template|distro|distribution)\b/i],
  ["location", /\b(?:location|data ?cent(?:er|re)|region|zone|city)\b/i],
  ["vmid", /\bvm ?id\b/i],
];
/** Words that take a hint back: what is sold beside the resource. */
const COUNTER =
  /\b(?:backups?|snapshots?|licen[cs]e|panel|support|managed|bandwidth|traffic|monitoring|ip ?address(?:es)?)\b/i;

/** Undefined: nothing points to a part of the specification. */
export function guess(choice: ChoiceSurvey): Guess | undefined {
  const named = meaningOfName(choice.name);
  const hinted = named ? undefined : hintOf(choice);
  const is = named?.meaning ?? hinted;
  if (is === undefined) return undefined;
  const base: Confidence = named ? "high" : "low";
  const because = named ? `the name "${choice.name.raw}" says so` : `the name "${choice.name.raw}" hints at it`;
  if (is !== "memory_mb" && is !== "disk_gb") return { is, confidence: base, why: because };
  const unit = unitNeeded(is, choice, named?.unit ?? null);
  if (unit === undefined) return { is, confidence: base, why: `${because}; every value has its unit` };
  return { is, ...unit, confidence: named ? unit.confidence : "low", why: `${because}; ${unit.why}` };
}

function hintOf({ name }: ChoiceSurvey): Meaning | undefined {
  const text = `${name.internal} ${name.shown}`.replace(/[_-]/g, " ");
  if (COUNTER.test(text)) return undefined;
  return HINTS.find(([, words]) => words.test(text))?.[0];
}

interface UnitGuess {
  unit: Unit;
  multiplier?: number;
  confidence: Confidence;
  why: string;
}

/** Undefined: values or the name carry the unit themselves. */
function unitNeeded(is: "memory_mb" | "disk_gb", choice: ChoiceSurvey, inName: Unit | null): UnitGuess | undefined {
  if (choice.kind === "quantity") return quantityUnit(is, choice, inName);
  const bare = choice.values.flatMap(({ text }) => {
    const reading = readQuantity(text.shown);
    const inner = readQuantity(text.internal);
    const best = reading.read === "number" ? reading : inner;
    return best.read === "number" && best.unit === null && (inner.read !== "number" || inner.unit === null)
      ? [Number(best.number.digits) / 10 ** best.number.scale]
      : [];
  });
  if (bare.length === 0 || inName !== null) return undefined;
  const most = Math.max(...bare);
  const least = Math.min(...bare);
  const range = least === most ? `${least}` : `${least} to ${most}`;
  if (is === "disk_gb")
    return { unit: "GB", confidence: "medium", why: `values without a unit (${range}) are disks in GB` };
  if (least >= 128)
    return { unit: "MB", confidence: "medium", why: `values without a unit (${range}) are too large for GB` };
  if (most <= 96)
    return { unit: "GB", confidence: "medium", why: `values without a unit (${range}) are too small for MB` };
  return { unit: "GB", confidence: "low", why: `values without a unit (${range}) could be MB or GB` };
}

function quantityUnit(is: "memory_mb" | "disk_gb", choice: ChoiceSurvey, inName: Unit | null): UnitGuess | undefined {
  const [value] = choice.values;
  const text = value?.text.shown.replace(/^[x×*]\s*/i, "") ?? "";
  const one = readQuantity(text);
  if (one.read === "number" && one.unit !== null) return undefined;
  if (readQuantity(`1 ${text}`).read === "number" && text !== "") return undefined;
  if (inName !== null) return undefined;
  const most = value?.most ?? 0;
  const unit = is === "memory_mb" && most >= 256 ? "MB" : "GB";
  return { unit, multiplier: 1, confidence: "low", why: `nothing says what one of it is; up to ${most} were chosen` };
}
