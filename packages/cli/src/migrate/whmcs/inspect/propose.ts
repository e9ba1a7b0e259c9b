import { catalogName, catalogNames } from "../transform/catalog-name.ts";
import { nameKey, type OptionName } from "../transform/option-name.ts";
import { productKind } from "../transform/product-kind.ts";
import { type Confidence, type Guess, guess } from "./guess.ts";
import type { ChoiceSurvey, Survey } from "./survey.ts";

/** One line of a proposed mapping file. */
export interface Proposal {
  section: string;
  key: string;
  value: unknown;
  /** `low` ones are commented out: they are for the company to decide. */
  confidence: Confidence;
  why: string;
}

/** A mapping file for what the survey found; only what the rows do not say themselves with certainty. */
export function propose(survey: Survey): Proposal[] {
  const guesses = survey.choices.flatMap((choice) => {
    const found = choice.services > 0 ? guess(choice) : undefined;
    return found ? [{ choice, guess: found }] : [];
  });
  return [
    ...products(survey),
    ...readings(guesses),
    ...entries("images", guesses),
    ...entries("locations", guesses),
    ...endpoints(survey),
    ...text(survey),
  ];
}

interface Guessed {
  choice: ChoiceSurvey;
  guess: Guess;
}

function products({ products: found, choices }: Survey): Proposal[] {
  return found.flatMap((product): Proposal[] => {
    const kind = productKind({ ...product, servertype: product.module }, {});
    const named = `${product.name}, ${product.services} services`;
    const line = (as: string, confidence: Confidence, why: string): Proposal[] => [
      { section: "products", key: String(product.id), value: { as }, confidence, why: `${named}: ${why}` },
    ];
    if (kind.is === "legacy") return line("legacy", "high", `a ${product.type} is no VM`);
    if (kind.is === "server") return line("server", "high", `provisioned by ${product.module}`);
    if (kind.problem.code !== "product_unmapped") return line("legacy", "low", kind.problem.message);
    const sized = choices.some((choice) => choice.products.includes(product.id) && guess(choice)?.is === "memory_mb");
    return line(
      sized ? "server" : "legacy",
      "low",
      sized ? "it has an option for memory" : "nothing says that it is a VM",
    );
  });
}

/** Where all options and fields of one name are guessed alike, once by that name; else one by one. */
function readings(guesses: readonly Guessed[]): Proposal[] {
  const needed = guesses.filter(({ guess: { unit, confidence } }) => unit !== undefined || confidence !== "high");
  const byName = Map.groupBy(needed, ({ choice }) => nameKey(choice.name.raw));
  return [...byName.values()].flatMap((group): Proposal[] => {
    const values = new Set(group.map(({ guess: found }) => JSON.stringify(ruleOf(found))));
    const [first] = group;
    if (first && values.size === 1) {
      const places = group.map(({ choice }) => choice.from).slice(0, 5);
      const where = `${places.join(", ")}${group.length > places.length ? ` and ${group.length - places.length} more` : ""}`;
      const { confidence, why } = first.guess;
      return [
        {
          section: "names",
          key: first.choice.name.raw,
          value: ruleOf(first.guess),
          confidence,
          why: `${where}: ${why}`,
        },
      ];
    }
    return group.map(({ choice, guess: found }) => {
      const [kind, id = ""] = choice.from.split(":");
      const { confidence, why } = found;
      return { section: kind === "option" ? "options" : "fields", key: id, value: ruleOf(found), confidence, why };
    });
  });
}

const ruleOf = ({ is, unit, multiplier }: Guess) => ({
  is,
  ...(unit === undefined ? {} : { unit }),
  ...(multiplier === undefined ? {} : { multiplier }),
});

/** Each text that stands for an image or a location, under a name made of it. */
function entries(section: "images" | "locations", guesses: readonly Guessed[]): Proposal[] {
  const is = section === "images" ? "image" : "location";
  const services = new Map<string, { name: string; count: number }>();
  for (const { choice, guess: found } of guesses) {
    if (found.is !== is || choice.kind === "quantity" || choice.kind === "yes_no") continue;
    for (const { text: value, services: count } of choice.values) {
      if (value.shown === "") continue;
      services.set(value.raw, { name: ownName(is, value), count: (services.get(value.raw)?.count ?? 0) + count });
    }
  }
  return [...services].map(([raw, { name, count }]) => ({
    section,
    key: raw,
    value: name,
    confidence: "medium",
    why: `${count} services; the name is made of the text`,
  }));
}

/** The module's own name where it is one (`fra1|Frankfurt`), else one made of what customers read. */
function ownName(is: "image" | "location", { internal, shown }: OptionName): string {
  if (internal !== shown && /^[a-z][a-z0-9.-]{1,38}$/.test(internal)) return internal;
  return catalogName(is === "image" ? imageName(shown) : shown, is);
}

/** `Ubuntu 24.04 LTS x64` → `Ubuntu 24.04`. */
const imageName = (shown: string): string =>
  shown.replace(/\b(?:LTS|x64|x86_64|amd64|64[- ]?bit|linux|server|minimal|stream)\b/gi, " ").trim() || shown;

function endpoints({ servers }: Survey): Proposal[] {
  const names = catalogNames(servers, "server");
  return servers.map(({ id, services }) => ({
    section: "endpoints",
    key: String(id),
    value: { endpoint: names.get(id) },
    confidence: services > 0 ? "medium" : "low",
    why: `${services} services; say its location too`,
  }));
}

function text({ damagedClients }: Survey): Proposal[] {
  if (damagedClients === 0) return [];
  const why = `${damagedClients} clients have text that reads like UTF-8 stored as latin1`;
  return [{ section: "text", key: "repair_mojibake", value: true, confidence: "medium", why }];
}
