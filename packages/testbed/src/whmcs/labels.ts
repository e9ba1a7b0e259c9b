/** The parts of a service that become the specification of a server here. */
export interface ExpectedSpec {
  cores?: number | null;
  memory_mb?: number | null;
  disk_gb?: number | null;
  image?: string | null;
  location?: string | null;
  hostname?: string | null;
}

/**
 * What must become of a row: `created` in its place (a client as tenant, a service as server, an option row as part of
 * its service …), `set_aside` under a code of `@hostwright/core/migration`, or `legacy`, kept verbatim.
 */
export interface Expected {
  outcome: "created" | "set_aside" | "legacy";
  code?: string;
  spec?: ExpectedSpec;
  /** Fields of the entity that must be exactly so, by path: `billing.next_due`. */
  fields?: Record<string, unknown>;
}

export interface Label {
  table: string;
  id: string;
  /** Kind of entity where one row becomes several. */
  kind?: string;
  /** Name of the trap, `plain` for a row that has none. */
  trap: string;
  expected: Expected;
  note?: string;
}

/** What the shop's owner would write into the mapping file: keys as the mapping file has them. */
export type Knowledge = Record<string, Record<string, unknown>>;
