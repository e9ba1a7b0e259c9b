import type { ServerSpec } from "@hostwright/core/migration";
import { type Mapping, type Meaning, SIZES, type Size } from "../mapping/schema.ts";
import { type Choice, type ChosenValue, shownValue } from "./choice.ts";
import { type Judged, judged, type Problem, refused } from "./problem.ts";
import { lookUp, readSize } from "./read-size.ts";
import type { Recipe, SourceReading } from "./recipe.ts";

/** What a product gives before anything is chosen, in the target's units. */
export type Base = Partial<Record<Size, number>>;

export interface SpecSources {
  recipe: Recipe;
  choices: readonly Choice[];
  base: Base;
  /** Services of one product may be bought in multiples, which multiplies what the product gives. */
  quantity: number;
  /** What resource addons add. */
  extra: Base;
}

export interface SpecResult {
  spec: Omit<ServerSpec, "hostname">;
  /** Texts of choices that stand for what is not part of the specification proper. */
  hostnames: string[];
  addresses: string[];
  vmids: string[];
  problems: Problem[];
  notes: string[];
}

/** A server's specification from everything that was chosen for it. */
export function specOf(sources: SpecSources, mapping: Pick<Mapping, "images" | "locations">): SpecResult {
  const problems: Problem[] = [];
  const notes: string[] = [];
  const said = new Map<Meaning, Said[]>();
  for (const choice of sources.choices) {
    const reading = sources.recipe.reading(choice.from, choice.name);
    if (reading) said.set(reading.meaning, [...(said.get(reading.meaning) ?? []), { choice, reading }]);
  }
  const take = <T>(judgement: Judged<T>, otherwise: T): T => {
    if ("value" in judgement) return judgement.value;
    problems.push(judgement.problem);
    return otherwise;
  };
  const size = (meaning: Size) => take(sizeOf(meaning, said.get(meaning) ?? [], sources, notes), null);
  const name = (meaning: "image" | "location") =>
    take(nameOf(meaning, said.get(meaning) ?? [], sources.recipe, mapping, notes), null);
  const texts = (meaning: Meaning) =>
    (said.get(meaning) ?? []).flatMap(({ choice: { value } }) =>
      value.kind === "text" ? value.text.internal || [] : [],
    );
  const spec = {
    cores: size("cores"),
    memory_mb: size("memory_mb"),
    disk_gb: size("disk_gb"),
    image: name("image"),
    location: name("location"),
  };
  return { spec, hostnames: texts("hostname"), addresses: texts("addresses"), vmids: texts("vmid"), problems, notes };
}

interface Said {
  choice: Choice;
  reading: SourceReading;
}

function sizeOf(
  size: Size,
  said: Said[],
  { recipe, base, quantity, extra }: SpecSources,
  notes: string[],
): Judged<number | null> {
  const replacing = new Map<number, string[]>();
  let added = extra[size] ?? 0;
  for (const { choice, reading } of said) {
    const label = labelOf(choice);
    const read = readSize(size, choice.value, reading, label);
    if ("problem" in read) return read;
    if (read.value === null) continue;
    if (reading.add) added += read.value;
    else replacing.set(read.value, [...(replacing.get(read.value) ?? []), label]);
  }
  if (replacing.size > 1) return contradiction(size, [...replacing]);
  const fixed = recipe.fixed[size];
  const given = typeof fixed === "number" ? fixed : base[size];
  const [chosen] = replacing;
  if (chosen && chosen[1].length > 1) notes.push(`${size}: ${chosen[1].join(" and ")} agree`);
  const own = chosen ? chosen[0] : given === undefined ? undefined : given * quantity;
  return judged(own === undefined ? (added > 0 ? added : null) : own + added);
}

function nameOf(
  meaning: "image" | "location",
  said: Said[],
  recipe: Recipe,
  { images, locations }: Pick<Mapping, "images" | "locations">,
  notes: string[],
): Judged<string | null> {
  const table = meaning === "image" ? images : locations;
  const named = new Map<string, string[]>();
  for (const { choice, reading } of said) {
    const label = labelOf(choice);
    const read = readName(meaning, choice.value, reading, table, label);
    if ("problem" in read) return read;
    if (read.value !== null) named.set(read.value, [...(named.get(read.value) ?? []), label]);
  }
  if (named.size > 1) return contradiction(meaning, [...named]);
  const [chosen] = named;
  if (chosen && chosen[1].length > 1) notes.push(`${meaning}: ${chosen[1].join(" and ")} agree`);
  const fixed = recipe.fixed[meaning];
  return judged(chosen ? chosen[0] : typeof fixed === "string" ? fixed : null);
}

/** By its sub-option, else by the text, in the rules for this option and then in those for all. */
function readName(
  meaning: "image" | "location",
  value: ChosenValue,
  { values, subs }: SourceReading,
  table: Mapping["images"],
  label: string,
): Judged<string | null> {
  const bySub = value.sub === null ? undefined : subs[String(value.sub)];
  if (typeof bySub === "string" || bySub === null) return judged(bySub);
  if (value.kind === "deleted") return refused("option_deleted", `${label}: ${value.message}`);
  if (value.kind !== "text" || value.text.shown === "") return judged(null);
  const decided = lookUp(values, value.text);
  if (typeof decided === "string" || decided === null) return judged(decided);
  const entry = lookUp([table], value.text);
  if (entry !== undefined) return judged(entry === null || typeof entry === "string" ? entry : entry.existing);
  const hint = `${meaning}s: {${JSON.stringify(value.text.raw)}: <${meaning} name>}`;
  return refused(`${meaning}_unmapped`, `${label}: "${value.text.raw}" is no known ${meaning}`, hint);
}

function contradiction(meaning: Meaning, values: [number | string, string[]][]): { problem: Problem } {
  const said = values.map(([value, labels]) => `${labels.join(", ")} says ${value}`).join("; ");
  return refused("ambiguous_field", `${meaning}: ${said}`);
}

const labelOf = ({ from, name, value }: Choice): string =>
  `${from} (${name.shown})${value.kind === "quantity" ? ` ${shownValue(value)}` : ""}`;

/** `addon` added `qty` times. */
export function addTo(total: Base, addon: Base, qty: number): Base {
  const sum: Base = { ...total };
  for (const size of SIZES) {
    const amount = addon[size];
    if (amount !== undefined) sum[size] = (sum[size] ?? 0) + amount * qty;
  }
  return sum;
}
