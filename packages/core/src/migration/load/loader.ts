import type { Cell } from "../cell.ts";
import type { Entity, Kind } from "../entities.ts";
import { newId, type Prefix } from "../ids.ts";
import type { Brought } from "../outcome.ts";
import type { SetAsideCode } from "../set-aside-codes.ts";
import type { SourceRef } from "../source.ts";
import type { Store } from "../store.ts";
import type { ChildSpec, TableSpec } from "../table-spec.ts";
import type { Taken } from "../taken.ts";

/** A row of the source that must be here before another can refer to it. */
export interface Parent extends SourceRef {
  kind: Kind;
}

export interface Problem {
  code: SetAsideCode;
  message: string;
  hint?: string;
}

/** One entity on its way in. */
export interface Item<K extends Kind = Kind> {
  outcome: Brought<K>;
  entity: Entity<K>;
  /** The target id; new, or what the mapping row says. */
  id: string;
  /** Whether the mapping already has it. */
  known: boolean;
}

/** A file beside the source's rows. */
export interface SourceFile {
  /** As it lies there. */
  file: string;
  sha256: string;
}

/** What loaders share in a run. */
export interface Surroundings {
  readonly store: Store;
  readonly now: Date;
  readonly source: string;
  /** A run that only says what it would do. */
  readonly planning: boolean;
  /** What became of a parent; asked only for parents that `parents` named. */
  target(parent: Parent): string;
  /** Ids of plans, images, locations and endpoints by name, those of this run included. */
  readonly names: Names;
  /** The location of an endpoint, by ids. */
  readonly locationOf: Map<string, string>;
  /** Names of the servers of this batch, unique in their tenants, by server id. */
  readonly nameKeys: Map<string, string>;
  /** Whether people who have an account here already are taken to be the source's users of the same address. */
  readonly linkUsers: boolean;
  /** Takes a file of the source into the object store. @throws where it cannot */
  keepFile(file: SourceFile): Promise<void>;
  /** An id at the unassigned endpoint. */
  nextUnassigned(): number;
  /** What need not be asked for since it is certainly new. */
  readonly taken: Taken;
  /** Keys taken in this run, where nothing was written that could be asked (a plan). True when it was free. */
  claim(keys: readonly string[]): Promise<Set<string>>;
}

export type Named = "plans" | "images" | "locations" | "endpoints";
export interface Names {
  get(kind: Named, name: string): string | undefined;
  set(kind: Named, name: string, id: string): void;
}

/** How one kind is written. Pure but for `check`, which may look at what is here. */
export interface Loader<K extends Kind> {
  kind: K;
  /** The first holds what the target id names. */
  tables: readonly TableSpec[];
  children: readonly ChildSpec[];
  parents(entity: Entity<K>): Parent[];
  newId(item: { entity: Entity<K>; outcome: Brought<K> }, around: Surroundings): string;
  /**
   * Which items cannot come in, by their place in the list; `bound` names those that are here already and are to be
   * taken as they are.
   */
  check?(
    items: readonly Item<K>[],
    around: Surroundings,
  ): Promise<{ problems: Map<number, Problem>; bound: Map<number, string> }>;
  /** Why a row must be left as it is here, whatever its hash. */
  frozen?(item: Item<K>, around: Surroundings): Promise<string | null>;
  /** What else follows from rows just written. */
  settle?(items: readonly Item<K>[], around: Surroundings): Promise<void>;
  /** One row for each of `tables`, then the rows of each of `children`. */
  rows(item: Item<K>, around: Surroundings): { rows: Cell[][]; children: Cell[][][] };
}

/** An id that sorts by when the thing was made at the source. */
export const idAt = (prefix: Prefix, created: string | null | undefined, around: { now: Date }): string => {
  const at = created ? new Date(created) : around.now;
  return newId(prefix, Number.isNaN(at.getTime()) || at.getTime() < 0 ? around.now : at);
};

export const timeCell = (moment: string | null): Date | null => (moment === null ? null : new Date(moment));

/** Text cut to what a column of names holds. */
export const nameCell = (text: string): string => text.slice(0, 255);
