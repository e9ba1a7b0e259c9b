import type { Cell } from "../cell.ts";
import type { Entity } from "../entities.ts";
import { columns, once, own, type TableSpec } from "../table-spec.ts";
import { type Item, idAt, type Loader, type Named, type Problem, type Surroundings } from "./loader.ts";
import { FIRST_UNASSIGNED_VMID, UNASSIGNED } from "./placeholders.ts";

const currencies: TableSpec = {
  name: "currencies",
  key: ["code"],
  columns: [...once("code"), ...columns("prefix", "suffix", "decimals", "rate", "is_default")],
};

export const currencyLoader: Loader<"currencies"> = {
  kind: "currencies",
  tables: [currencies],
  children: [],
  parents: () => [],
  newId: ({ entity }) => entity.code,
  async check(items, around) {
    const here = await around.store.query<{ code: string }>("select code from currencies");
    const taken = new Set(here.map(({ code }) => code));
    const bound = new Map<number, string>();
    for (const [index, { entity, known }] of items.entries()) {
      if (!known && taken.has(entity.code)) bound.set(index, entity.code);
      taken.add(entity.code);
    }
    return { problems: new Map(), bound };
  },
  rows: ({ entity }) => ({
    rows: [[entity.code, entity.prefix, entity.suffix, entity.decimals, entity.rate, entity.is_default]],
    children: [],
  }),
};

/** What to write in the mapping to take what is here; how it is named there differs. */
const BIND: Record<Named, (name: string, row: string) => string> = {
  plans: (name, row) => `products: {${row}: {plan: {existing: ${name}}}}, or another name there`,
  images: (name) => `images: {"<as written>": {existing: ${name}}}, or another name there`,
  locations: (name) => `locations: {"<as written, or ${name}>": {existing: ${name}}}, or another name there`,
  endpoints: (name, row) => `endpoints: {${row}: {existing: ${name}}}, or another name there`,
};

/** What is here already is bound to by name; what is to be made must find its name free. */
function checkNames(kind: Named) {
  return async (items: readonly Item<Named>[], { names }: Surroundings) => {
    const problems = new Map<number, Problem>();
    const bound = new Map<number, string>();
    for (const [index, { entity, id, known, outcome }] of items.entries()) {
      if ("existing" in entity) {
        const target = names.get(kind, entity.existing);
        if (target) bound.set(index, target);
        else
          problems.set(index, { code: "invalid_row", message: `there is no '${entity.existing}' among our ${kind}` });
        continue;
      }
      const holder = names.get(kind, entity.name);
      if (holder !== undefined && !(known && holder === id))
        problems.set(index, {
          code: "name_taken_here",
          message: `'${entity.name}' is taken among our ${kind}`,
          hint: BIND[kind](entity.name, outcome.source.id),
        });
      else names.set(kind, entity.name, id);
    }
    return { problems, bound };
  };
}

type Made<K extends Named> = Exclude<Entity<K>, { existing: string }>;

function named<K extends Named>(
  kind: K,
  prefix: "pln" | "img" | "loc" | "end",
  table: TableSpec,
  children: Loader<K>["children"],
  rows: (entity: Made<K>, id: string, around: Surroundings) => { row: Cell[]; children: Cell[][][] },
): Loader<K> {
  return {
    kind,
    tables: [table],
    children,
    parents: () => [],
    newId: (_item, around) => idAt(prefix, null, around),
    check: checkNames(kind),
    rows: ({ entity, id }, around) => {
      if (!isMade<K>(entity)) throw new Error(`a bound ${kind} row is never written`);
      const made = rows(entity, id, around);
      return { rows: [made.row], children: made.children };
    },
  };
}

const isMade = <K extends Named>(entity: Entity<K>): entity is Made<K> => !("existing" in entity);

const plans: TableSpec = {
  name: "plans",
  key: ["id"],
  columns: [
    ...once("id"),
    ...columns("name", "title", "cores", "memory_mb", "disk_gb", "price_amount", "currency"),
    ...once("position", "available", "cpu_type", "cpu_limit_percent", "cpu_units", "balloon_mb"),
  ],
};

/** Plans come in unsold: an operator opens what is to be sold on. */
export const planLoader = named(
  "plans",
  "pln",
  plans,
  [
    {
      name: "plan_prices",
      key: "plan_id",
      columns: ["plan_id", "currency", "cycle", "setup", "amount"],
      where: "true",
    },
  ],
  (plan, id) => {
    const monthly = plan.prices.find(
      ({ cycle, currency }) => cycle === "monthly" && currency === plan.default_currency,
    );
    return {
      row: [
        id,
        plan.name,
        plan.title,
        plan.cores,
        plan.memory_mb,
        plan.disk_gb,
        monthly?.amount ?? 0,
        plan.default_currency,
        1000,
        false,
        "x86-64-v2-AES",
        0,
        100,
        0,
      ],
      children: [plan.prices.map(({ currency, cycle, setup, amount }) => [id, currency, cycle, setup, amount])],
    };
  },
);

const images: TableSpec = {
  name: "images",
  key: ["id"],
  columns: [
    ...once("id"),
    ...columns("name", "title", "family"),
    ...once("position", "available", "min_disk_gb", "default_user"),
  ],
};

/** Without a template it cannot be ordered; it names what runs on adopted servers. */
export const imageLoader = named("images", "img", images, [], (image, id) => ({
  row: [id, image.name, image.title, image.family, 1000, false, 1, "root"],
  children: [],
}));

const locations: TableSpec = {
  name: "locations",
  key: ["id"],
  columns: [...once("id"), ...columns("name", "title", "country"), ...once("position", "open", "relay_keys")],
};

export const locationLoader = named("locations", "loc", locations, [], (location, id) => ({
  row: [id, location.name, location.title, location.country ?? "ZZ", 1000, false, "[]"],
  children: [],
}));

const endpoints: TableSpec = {
  name: "endpoints",
  key: ["id"],
  columns: [
    ...once("id"),
    ...columns("name"),
    ...own("location_id"),
    ...once("status", "vmid_to", "next_vmid", "cpu_overcommit_percent", "memory_overcommit_percent"),
  ],
};

/** Draining and without VM ids of its own: nothing is placed there until an operator gives it a range. */
export const endpointLoader = named("endpoints", "end", endpoints, [], (endpoint, id, { names, locationOf }) => {
  const wanted = names.get("locations", endpoint.location ?? UNASSIGNED);
  const location = wanted ?? names.get("locations", UNASSIGNED) ?? "";
  locationOf.set(id, location);
  const [from, to] = endpoint.name === UNASSIGNED ? [FIRST_UNASSIGNED_VMID, 999_999_999] : [1, 0];
  return { row: [id, endpoint.name, location, "draining", to, from, 400, 100], children: [] };
});
