import type { Kind } from "./entities.ts";
import type { Ledger } from "./ledger.ts";
import type { Parent, Problem } from "./load/loader.ts";

const keyOf = ({ kind, table, id }: Parent): string => `${kind} ${table}:${id}`;
/** Kept of the parents learnt, so that memory stays flat; children tend to come near their siblings. */
const LIMIT = 50_000;

/** What became of the rows that others refer to. */
export class Parents {
  readonly #ledger: Ledger;
  readonly #targets = new Map<string, string>();
  readonly #lost = new Map<string, Problem>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  add(parent: Parent, target: string): void {
    this.#targets.set(keyOf(parent), target);
  }

  /** Looks up what is not known yet, one query for each kind and table. */
  async learn(parents: readonly Parent[]): Promise<void> {
    if (this.#targets.size > LIMIT) this.#targets.clear();
    this.#lost.clear();
    const unknown = new Map<string, { kind: Kind; table: string; ids: Set<string> }>();
    for (const parent of parents) {
      if (this.#targets.has(keyOf(parent))) continue;
      const key = `${parent.kind} ${parent.table}`;
      const group = unknown.get(key) ?? { kind: parent.kind, table: parent.table, ids: new Set<string>() };
      group.ids.add(parent.id);
      unknown.set(key, group);
    }
    const missing: Parent[] = [];
    for (const { kind, table, ids } of unknown.values()) {
      const found = await this.#ledger.targets(kind, table, [...ids]);
      for (const id of ids) {
        const target = found.get(id);
        if (target === undefined) missing.push({ kind, table, id });
        else this.add({ kind, table, id }, target);
      }
    }
    const why = await this.#ledger.whySetAside(missing);
    for (const parent of missing) {
      const name = `${parent.table}:${parent.id}`;
      const code = why.get(name);
      this.#lost.set(
        keyOf(parent),
        code
          ? { code: "parent_set_aside", message: `${name} was set aside (${code})` }
          : { code: "orphan", message: `${name}, which it belongs to, is not among what was brought over` },
      );
    }
  }

  /** Why one of these is not here; undefined where all are. */
  problem(parents: readonly Parent[]): Problem | undefined {
    for (const parent of parents) {
      const lost = this.#lost.get(keyOf(parent));
      if (lost && !this.#targets.has(keyOf(parent))) return lost;
    }
    return undefined;
  }

  target(parent: Parent): string {
    const target = this.#targets.get(keyOf(parent));
    if (target === undefined) throw new Error(`${keyOf(parent)} was not asked for before`);
    return target;
  }
}
