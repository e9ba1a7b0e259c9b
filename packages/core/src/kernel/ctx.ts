import type { Insertable, Kysely } from "kysely";
import { type Actor, type Origin, tenantOfActor } from "./actor.ts";
import type { App } from "./app.ts";
import { AppError } from "./error.ts";
import { type Id, newId, type Prefix } from "./id.ts";
import type { Log } from "./log.ts";
import type { OutboxMessage } from "./outbox.ts";
import type { AuditTable, Tables } from "./tables.ts";

/** What a command did, for the audit row. Secrets are masked and what is personal encrypted before it is written. */
export interface AuditNote {
  /** Whose row it is; null: the platform's. Default: the actor's tenant. */
  tenant?: string | null;
  resource?: { type: string; id: string };
  /** By field: a value, or `{before, after}` (`changed`); never the two as fields of their own. */
  changes?: { [field: string]: unknown; before?: never; after?: never };
  /** Who turned out to have asked, where the actor does not say so yet (signing in). */
  person?: string;
}

/** Everything a command, query or workflow step may use. Time and ids come from here, so that tests control them. */
export interface Ctx {
  readonly app: App;
  readonly actor: Actor;
  /** The open transaction; outside one (queries) the pool. */
  readonly db: Kysely<Tables>;
  readonly requestId: string;
  /** Where the request came from; null for what starts inside: schedules, steps, the command line. */
  readonly origin: Origin | null;
  readonly log: Log;
  readonly now: Date;
  id<P extends Prefix>(prefix: P): Id<P>;
  /** Leaves through the outbox: written in this transaction, delivered after its commit, at least once. */
  send(message: OutboxMessage): void;
  /** Fills in this command's audit row. */
  audit(note: AuditNote): void;
}

/** A ctx with what it has collected, for those who end the transaction (command, step). */
export interface OpenCtx extends Ctx {
  readonly outgoing: OutboxMessage[];
  readonly note: AuditNote;
  /** Audit rows that are written at the end, together with what goes out. */
  readonly auditRows: Insertable<AuditTable>[];
}

/** Who asks, and from where: what a ctx is opened for. */
export interface Call {
  app: App;
  actor: Actor;
  requestId: string;
  /** Of what comes over the network. */
  origin?: Origin;
  /** Aborted when there is no time left: what is under way is then rolled back (`deadline.ts`). */
  signal?: AbortSignal;
}

export function openCtx({ app, actor, requestId, origin }: Call, db: Kysely<Tables>): OpenCtx {
  const outgoing: OutboxMessage[] = [];
  const note: AuditNote = {};
  const now = app.clock.now();
  return {
    app,
    actor,
    db,
    requestId,
    origin: origin ?? null,
    now,
    log: app.log,
    outgoing,
    note,
    auditRows: [],
    id: (prefix) => newId(prefix, now),
    send: (message) => void outgoing.push(message),
    audit: (more) => void Object.assign(note, more),
  };
}

/** The tenant that acts; a command open to tenants alone calls this first. */
export function tenantOf(ctx: Ctx): Id<"ten"> {
  const tenant = tenantOfActor(ctx.actor);
  if (tenant) return tenant;
  throw new AppError("forbidden", "this needs a tenant's user or API key");
}

/** The tenant to which rows are limited; undefined for operators and the system, who see all. */
export function tenantScope(ctx: Ctx): Id<"ten"> | undefined {
  switch (ctx.actor.type) {
    case "user":
    case "key":
      return ctx.actor.tenant;
    case "operator":
    case "system":
      return undefined;
    case "anonymous":
      throw new AppError("unauthorized", "sign in first");
  }
}
