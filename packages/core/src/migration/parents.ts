import { KINDS, type Kind } from "./entities.ts";
import type { Ledger } from "./ledger.ts";
import type { Parent, Problem } from "./load/loader.ts";
import { TargetIds } from "./target-ids.ts";

const keyOf = ({ kind, table, id }: Parent): string => `${kind} ${table}:${id}`;

/** The last kind whose rows refer to rows of that one: after it nobody asks for them. Others are no parents. */
const LAST_CHILD: Partial<Record<Kind, Kind>> = {
  users: "memberships",
  tenants: "legacy",
  plans: "servers",
  endpoints: "servers",
  invoices: "transactions",
  tickets: "attachments",
};

/** What became of the rows that others refer to. */
export class Parents {
  readonly #ledger: Ledger;
  readonly #targets = new Map<Kind, Map<string, TargetIds>>();
  readonly #lost = new Map<string, Problem>();

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  add({ kind, table, id }: Parent, target: string): void {
    if (LAST_CHILD[kind]) this.#of(kind, table).add(id, target);
  }

  /** Forgets those that rows of this kind and later ones do not refer to; asked for all the same, they are looked up. */
  release(before: Kind): void {
    for (const kind of this.#targets.keys()) {
      const last = LAST_CHILD[kind];
      if (last && KINDS.indexOf(last) < KINDS.indexOf(before)) this.#targets.delete(kind);
    }
  }

  /** Looks up what is not known yet, one query for each kind and table. */
  async learn(parents: readonly Parent[]): Promise<void> {
    for (const tables of this.#targets.values()) for (const targets of tables.values()) targets.trim();
    this.#lost.clear();
    const unknown = new Map<TargetIds, { kind: Kind; table: string; ids: Set<string> }>();
    for (const { kind, table, id } of parents) {
      const targets = this.#of(kind, table);
      if (targets.has(id)) continue;
      const group = unknown.get(targets);
      if (group) group.ids.add(id);
      else unknown.set(targets, { kind, table, ids: new Set([id]) });
    }
    const missing: Parent[] = [];
    for (const [targets, { kind, table, ids }] of unknown) {
      const found = await this.#ledger.targets(kind, table, [...ids]);
      for (const id of ids) {
        const target = found.get(id);
        if (target === undefined) missing.push({ kind, table, id });
        else targets.add(id, target);
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
    if (this.#lost.size === 0) return undefined;
    for (const parent of parents) {
      const lost = this.#lost.get(keyOf(parent));
      if (lost && !this.#of(parent.kind, parent.table).has(parent.id)) return lost;
    }
    return undefined;
  }

  target(parent: Parent): string {
    const target = this.#of(parent.kind, parent.table).get(parent.id);
    if (target === undefined) throw new Error(`${keyOf(parent)} was not asked for before`);
    return target;
  }

  #of(kind: Kind, table: string): TargetIds {
    const tables = this.#targets.get(kind) ?? new Map<string, TargetIds>();
    if (tables.size === 0) this.#targets.set(kind, tables);
    const known = tables.get(table);
    if (known) return known;
    const fresh = new TargetIds();
    tables.set(table, fresh);
    return fresh;
  }
}
