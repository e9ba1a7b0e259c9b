import type { Insertable } from "kysely";
import { type Actor, actorId, tenantOfActor } from "./actor.ts";
import type { AuditNote, Ctx } from "./ctx.ts";
import { jsonIn } from "./database/index.ts";
import { isId } from "./id.ts";
import { masked, maskedText } from "./mask.ts";
import { addressIndex, stage, withoutPersonal } from "./personal.ts";
import type { AuditTable } from "./tables.ts";

export type AuditOutcome = AuditTable["outcome"];

/** The chain of rows that belong to no tenant. */
export const PLATFORM_CHAIN = "platform";

/** More than that of one row's changes is not kept: the Data API answers no row above 64 KB. */
const LARGEST = 24_000;

/** The audit row for what a ctx did: secrets masked, what is personal encrypted, not yet part of its chain. */
export function auditRow(ctx: Ctx, name: string, outcome: AuditOutcome, note: AuditNote): Insertable<AuditTable> {
  const tenant = note.tenant === undefined ? tenantOfActor(ctx.actor) : note.tenant;
  const id = ctx.id("aud");
  const { open, personal } = withoutPersonal(kept(note.changes ?? {}), note.resource?.type);
  const person = personOf(ctx, note);
  const subject = Object.keys(personal).length > 0 ? (subjectOf(note) ?? person) : null;
  const key = ctx.app.config.HOSTWRIGHT_SEAL_KEY;
  const support = ctx.actor.type === "user" ? ctx.actor.support : undefined;
  const origin = key && person ? ctx.origin : null;
  return {
    id,
    tenant_id: tenant,
    chain: tenant ?? PLATFORM_CHAIN,
    at: ctx.now,
    actor_type: ctx.actor.type,
    actor_id: actorId(ctx.actor),
    support_id: support?.operator ?? null,
    support_reason: support ? maskedText(support.reason) : null,
    command: name,
    outcome,
    resource_type: note.resource?.type ?? null,
    resource_id: note.resource?.id ?? null,
    request_id: ctx.requestId,
    changes: jsonIn(open),
    person_id: origin ? person : null,
    personal: origin ? stage(key, `${id} origin`, origin) : null,
    subject_id: key ? subject : null,
    subject_personal: key && subject ? stage(key, `${id} changes`, personal) : null,
    address_index: origin ? addressIndex(key, origin.address) : null,
    seq: null,
    previous_hash: null,
    hash: null,
  };
}

function kept(changes: Record<string, unknown>): Record<string, unknown> {
  const result = Object.fromEntries(
    Object.entries(changes).flatMap(([key, value]) => {
      const one = masked(value, key);
      return one === undefined ? [] : [[key, one]];
    }),
  );
  if (JSON.stringify(result).length <= LARGEST) return result;
  return { too_large_to_keep: Object.keys(result).slice(0, 100) };
}

/** Whose address and program a request shows: who really sat there. */
function personOf(ctx: Ctx, note: AuditNote): string | null {
  const { actor } = ctx;
  if (note.person) return note.person;
  if (actor.type === "anonymous") return subjectOf(note) ?? strangersOf(ctx.now);
  return personOfActor(actor);
}

function personOfActor(actor: Actor): string | null {
  switch (actor.type) {
    case "user":
      return actor.support?.operator ?? actor.user;
    case "operator":
      return actor.user;
    case "key":
      return actor.maker ?? actor.key;
    default:
      return null;
  }
}

/**
 * Whose key the changes are encrypted with, where they are about somebody. Who is invited may be nobody yet: their
 * invitation has a key of its own, which goes with theirs when they are erased.
 */
const subjectOf = (note: AuditNote): string | undefined => {
  const id = note.resource?.id;
  return id !== undefined && (isId("usr", id) || isId("ivt", id)) ? id : undefined;
};

/** Those who never signed in share a key a month, which is destroyed when the month is long past. */
export const strangersOf = (at: Date): string => `strangers-${at.toISOString().slice(0, 7)}`;
