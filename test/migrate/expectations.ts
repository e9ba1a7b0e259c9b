import { isDeepStrictEqual } from "node:util";
import type { Store } from "../../packages/core/src/migration/index.ts";
import { type Outcome, traceRow } from "../../packages/core/src/migration/index.ts";
import type { Label } from "../../packages/testbed/src/whmcs/index.ts";

const keyOf = (table: string, id: string): string => `${table}:${id}`;

/** Keeps what became of the labelled rows while a run passes by. */
export class Expectations {
  readonly #labels: readonly Label[];
  readonly #met = new Map<string, Outcome[]>();

  constructor(labels: readonly Label[]) {
    this.#labels = labels;
    for (const { table, id } of labels) this.#met.set(keyOf(table, id), []);
  }

  readonly meet = (outcome: Outcome): void => {
    this.#met.get(keyOf(outcome.source.table, outcome.source.id))?.push(outcome);
  };

  /** Where a row's outcome, or what stands in the target, is not what its label says; one line each. */
  async broken(store: Store, source: string): Promise<string[]> {
    const lines: string[] = [];
    for (const label of this.#labels) {
      const outcomes = this.#met.get(keyOf(label.table, label.id)) ?? [];
      const reasons = [...said(label, outcomes), ...(await stands(label, store, source))];
      const what = `${label.trap}: ${label.table}:${label.id}${label.kind ? ` (${label.kind})` : ""}`;
      for (const reason of reasons)
        lines.push(`${what}: expected ${label.expected.outcome} ${label.expected.code ?? ""}: ${reason}`);
    }
    return lines;
  }
}

/** What reading the source has made of it. */
function said({ kind, expected }: Label, outcomes: readonly Outcome[]): string[] {
  const of = outcomes.filter((outcome) => (kind ? outcome.kind === kind : true));
  // Of what depends on others (duplicates, parents set aside) the loader decides, from the target's side.
  if (expected.outcome === "set_aside") return of.length > 0 ? [] : ["the source did not give it"];
  const brought = of.find((outcome) => outcome.outcome === "entity");
  if (brought?.outcome !== "entity") {
    const aside = of.find((outcome) => outcome.outcome === "set_aside");
    return [
      aside?.outcome === "set_aside" ? `set aside: ${aside.code}: ${aside.message}` : "the source did not give it",
    ];
  }
  const wanted = {
    ...expected.fields,
    ...Object.fromEntries(Object.entries(expected.spec ?? {}).map(([name, value]) => [`spec.${name}`, value])),
  };
  return Object.entries(wanted).flatMap(([path, value]) => {
    const found = at(brought.entity, path);
    return isDeepStrictEqual(found, value) ? [] : [`${path} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`];
  });
}

/** What the target says of it afterwards. */
async function stands({ table, id, kind, expected }: Label, store: Store, source: string): Promise<string[]> {
  const all = await traceRow(store, source, table, id);
  const traces = all.filter((trace) => (kind ? trace.kind === kind : true));
  if (expected.outcome === "set_aside") {
    const codes = traces.flatMap(({ code }) => code ?? []);
    return codes.includes(expected.code ?? "")
      ? []
      : [`in the target: ${codes.join(", ") || (traces[0]?.outcome ?? "nothing")}`];
  }
  const [trace] = traces;
  if (!trace) return ["in the target: nothing"];
  if (trace.outcome === "set_aside") return [`in the target: set aside: ${trace.code}: ${trace.message}`];
  if (expected.outcome === "legacy" && trace.kind !== "legacy") return [`in the target: ${trace.kind}`];
  const { hostname: _, ...spec } = expected.spec ?? {};
  return Object.entries(spec).flatMap(([name, value]) => {
    const found = at(trace.spec, name);
    return found === value ? [] : [`in the target: ${name} is ${JSON.stringify(found)}, not ${JSON.stringify(value)}`];
  });
}

/** By a path such as `billing.next_due` or `lines.1.amount`. */
function at(value: unknown, path: string): unknown {
  let found = value;
  for (const name of path.split("."))
    found = typeof found === "object" && found !== null ? Reflect.get(found, name) : undefined;
  return found;
}
