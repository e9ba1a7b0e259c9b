import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database/index.ts";
import type { WorkTime } from "./deadline.ts";
import type { Id } from "./id.ts";
import type { Limiter } from "./limit/index.ts";
import type { Log } from "./log.ts";
import type { ObjectStore } from "./objects/store.ts";
import type { Deliver } from "./outbox.ts";
import type { Tables } from "./tables.ts";
import type { Workflow } from "./workflow.ts";

/** What a process wires together once and every ctx carries. */
export interface App {
  readonly db: Database<Tables>;
  readonly clock: Clock;
  readonly config: Config;
  readonly log: Log;
  readonly limiter: Limiter;
  readonly deliver: Deliver;
  /** By name. */
  readonly workflows: ReadonlyMap<string, Workflow>;
  /** When a session last proved whose it is; null: never, or it has ended. */
  readonly provedAt: (session: Id<"ses">) => Promise<Date | null>;
  /** Where the heads of audit chains are kept out of the database's reach; null: nowhere. */
  readonly anchors?: AnchorStore | null;
  /** How long there is for the work at hand; left out: as long as it takes. */
  readonly time?: WorkTime;
  /** Where files are kept, opened when one is first asked for; null: nowhere. */
  readonly objects?: (() => Promise<ObjectStore>) | null;
}

/** Documents that are written once and never again: S3 with Object Lock, an append-only directory. */
export interface AnchorStore {
  /** False where there is one of that name already, which stays as it is. */
  put(name: string, text: string): Promise<boolean>;
  /** Names that start with `prefix`, in order. */
  list(prefix: string): Promise<string[]>;
  /** As it was first written. */
  read(name: string): Promise<string | null>;
}
