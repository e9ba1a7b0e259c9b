import type { Knowledge } from "../labels.ts";
import type { Shape } from "../layout/shapes.ts";
import type { Row } from "../load/table-text.ts";
import { Random } from "../random.ts";
import { IdSpace } from "./ids.ts";

export interface CompanyOptions {
  /** Services, beside those of the traps. */
  size: number;
  shape: Shape;
  seed: number;
}

/** About how many plain rows a service brings, for the tables whose ids traps and plain rows share. */
const PER_SERVICE: Record<string, number> = {
  tblclients: 0.4,
  tblusers: 0.4,
  tblusers_clients: 0.42,
  tblhosting: 1,
  tblhostingconfigoptions: 3.7,
  tblcustomfieldsvalues: 2,
  tblinvoices: 1,
  tblinvoiceitems: 2,
  tblaccounts: 0.9,
  tbltickets: 0.1,
  tblticketreplies: 0.2,
  tbldomains: 0.2,
  tblorders: 1,
};

/** How many ids the traps may choose from beyond the plain rows': each service of theirs brings five options. */
const SPREAD: Record<string, number> = {
  tblhostingconfigoptions: 1800,
  tblclients: 800,
  tblusers: 800,
  tblusers_clients: 800,
};

/** The company while it is made up: its options, ids, and the rows of what it sells and of its traps. */
export class Shop {
  readonly options: CompanyOptions;
  readonly rows: [table: string, row: Row][] = [];
  /** What lies in the attachments directory, by file name. */
  readonly files = new Map<string, string>();
  /** Under the mapping file's own keys. */
  readonly knowledge: Knowledge = {};
  readonly #spaces = new Map<string, IdSpace>();
  readonly #counters = new Map<string, number>();

  constructor(options: CompanyOptions) {
    this.options = options;
    for (const [table, share] of Object.entries(PER_SERVICE)) {
      // Services of the old Proxmox module are VM ids too, which start at 100.
      const first = table === "tblhosting" ? 1001 : 1;
      const plain = Math.ceil(options.size * share);
      this.#spaces.set(table, new IdSpace({ seed: options.seed, table, first, plain, spread: SPREAD[table] ?? 400 }));
    }
  }

  get hasUsers(): boolean {
    return this.options.shape !== "7.8";
  }

  random(stream: string, index = 0): Random {
    return new Random(this.options.seed, stream, index);
  }

  space(table: string): IdSpace {
    const space = this.#spaces.get(table);
    if (!space) throw new Error(`${table} has no shared ids`);
    return space;
  }

  /** Adds a row, which gets an id unless it has one. @returns the id */
  add(table: string, row: Row): number {
    const id = typeof row.id === "number" ? row.id : this.newId(table);
    this.rows.push([table, { ...row, id }]);
    return id;
  }

  newId(table: string): number {
    const space = this.#spaces.get(table);
    if (space) return space.take();
    const next = (this.#counters.get(table) ?? 0) + 1;
    this.#counters.set(table, next);
    return next;
  }

  /** Says what the owner knows and the database does not: `know("products", 7, {…})`. */
  know(section: string, key: string | number, value: unknown): void {
    const entries = this.knowledge[section] ?? {};
    entries[key] = value;
    this.knowledge[section] = entries;
  }
}
