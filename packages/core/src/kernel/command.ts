import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { may, type Permission } from "./actor.ts";
import type { App } from "./app.ts";
import { type AuditOutcome, auditRow } from "./audit-row.ts";
import { type AuditNote, type Call, type Ctx, type OpenCtx, openCtx } from "./ctx.ts";
import { insertTogether, isRetryable, jsonIn } from "./database/index.ts";
import { within } from "./deadline.ts";
import { AppError, parse } from "./error.ts";
import { newId } from "./id.ts";
import type { Envelope } from "./outbox.ts";
import { requireProof } from "./step-up.ts";

interface Definition<I extends z.ZodType, O, P = unknown> {
  /** `server.create`: as the audit trail and the logs name it. */
  name: string;
  permission: Permission;
  input: I;
  /** Dangerous: only for who has proved within ten minutes that it is them (`step-up.ts`). */
  stepUp?: boolean;
  /**
   * What a command asks of others over the network, before its transaction and outside of it: they may take their time,
   * and the database should not wait. What it writes stays, whatever comes after.
   */
  prepare?(ctx: Ctx, input: z.output<I>): Promise<P>;
  /**
   * Throws an AppError to refuse and roll back; returns one to refuse and yet keep what it has written.
   * `prepared` is what `prepare` answered.
   */
  run(ctx: Ctx, input: z.output<I>, prepared: P): Promise<O | AppError>;
}

/** Changes something. Runs in one transaction together with its audit row and its outgoing messages. */
export interface Command<I extends z.ZodType = z.ZodType, O = unknown> extends Definition<I, O> {
  kind: "command";
}

/** Reads something. No transaction, no audit row. */
export interface Query<I extends z.ZodType = z.ZodType, O = unknown> extends Definition<I, O> {
  kind: "query";
}

export const command = <I extends z.ZodType, O, P>(definition: Definition<I, O, P>): Command<I, O> => ({
  kind: "command",
  ...definition,
});
export const query = <I extends z.ZodType, O>(definition: Omit<Definition<I, O>, "prepare">): Query<I, O> => ({
  kind: "query",
  ...definition,
});

/**
 * Runs a command or query: permission first, then the input, then the work. There is no other way in, for HTTP,
 * events, CLI or tests alike.
 *
 * @param beforeCommit runs at the end of a command's transaction (the idempotency record).
 * @throws AppError `forbidden`, `invalid_input`, or what the command itself refuses.
 */
export async function execute<I extends z.ZodType, O>(
  call: Call,
  definition: Command<I, O> | Query<I, O>,
  input: unknown,
  beforeCommit?: (ctx: Ctx, output: O) => Promise<void>,
): Promise<O> {
  const { app, actor } = call;
  if (!may(actor, definition.permission)) {
    if (actor.type === "anonymous") throw new AppError("unauthorized", "sign in first");
    if (actor.type === "user" && actor.enrolling)
      throw new AppError(
        "second_factor_required",
        "your tenant requires a second factor: add one to your account first",
      );
    const refusal = new AppError("forbidden", `this needs the permission '${definition.permission}'`);
    await recordDenial(call, definition.name, {}, refusal);
    throw refusal;
  }
  const parsed = parse(definition.input, input);
  if (definition.stepUp) await requireProof(call);
  const output =
    definition.kind === "query"
      ? await definition.run(openCtx(call, app.db.kysely), parsed, undefined)
      : await transactAudited(call, definition, parsed, beforeCommit);
  if (output instanceof AppError) throw output;
  return output;
}

async function transactAudited<I extends z.ZodType, O>(
  call: Call,
  definition: Command<I, O>,
  input: z.output<I>,
  beforeCommit?: (ctx: Ctx, output: O) => Promise<void>,
): Promise<O | AppError> {
  let note: AuditNote = {};
  try {
    const before = openCtx(call, call.app.db.kysely);
    note = before.note;
    const prepared = await definition.prepare?.(before, input);
    return await transact(call, async (ctx) => {
      note = ctx.note;
      const outcome = await definition.run(ctx, input, prepared);
      const refused = outcome instanceof AppError;
      ctx.auditRows.push(auditRow(ctx, definition.name, refused ? "denied" : "done", ctx.note));
      if (!refused) await beforeCommit?.(ctx, outcome);
      return outcome;
    });
  } catch (error) {
    if (error instanceof AppError && REFUSALS.has(error.code)) await recordDenial(call, definition.name, note, error);
    throw error;
  }
}

const TRIES = 5;
/** Before a repeat, at random up to this, doubled each time: those who met once should not meet again. */
const RETRY_MS = 10;

/**
 * One transaction with its outbox: retried whole where the database says that a repeat may succeed; what it sends is
 * delivered right after the commit, and by the sweep if that fails.
 */
export async function transact<T>(call: Call, run: (ctx: OpenCtx) => Promise<T>): Promise<T> {
  const { app, requestId, signal = app.time?.end } = call;
  for (let tried = 1; ; tried++) {
    let envelopes: Envelope[] = [];
    try {
      const result = await app.db.kysely.transaction().execute(async (trx) => {
        const ctx = openCtx(call, trx);
        const value = await within(signal, run(ctx));
        envelopes = await within(signal, writeLast(ctx));
        return value;
      });
      await drain(app, envelopes);
      return result;
    } catch (error) {
      if (tried >= TRIES || !isRetryable(error)) throw error;
      app.log.warn("transaction retried", { request_id: requestId, tried, reason: String(error) });
      // Real time, whatever the app's clock: what it waits for is the database.
      await delay(Math.random() * RETRY_MS * 2 ** tried);
    }
  }
}

/** The audit row and what goes out, in one statement at the transaction's end. */
async function writeLast(ctx: OpenCtx): Promise<Envelope[]> {
  const envelopes = ctx.outgoing.map((message) => ({ id: newId("evt", ctx.now), requestId: ctx.requestId, message }));
  const outbox = envelopes.map(({ id, message }) => ({
    id,
    topic: message.topic,
    payload: jsonIn(message),
    request_id: ctx.requestId,
    created_at: ctx.now,
    attempts: 0,
    claimed_until: null,
  }));
  await insertTogether(ctx.db, { into: "audit_log", rows: ctx.auditRows }, { into: "outbox", rows: outbox });
  return envelopes;
}

async function drain(app: App, written: Envelope[]): Promise<void> {
  const envelopes = written.filter(({ message }) => message.topic !== "mail");
  if (envelopes.length === 0) return;
  try {
    const delivered = await app.deliver(envelopes);
    if (delivered.length > 0) await app.db.kysely.deleteFrom("outbox").where("id", "in", delivered).execute();
  } catch (error) {
    // The rows are still there; the sweep delivers them.
    app.log.warn("outbox not drained", { request_id: envelopes[0]?.requestId, reason: String(error) });
  }
}

/** Writes an audit row; commands get theirs from `execute`, workflow steps call this themselves. */
export async function insertAudit(ctx: Ctx, ...about: [name: string, outcome: AuditOutcome, note: AuditNote]) {
  await ctx.db
    .insertInto("audit_log")
    .values(auditRow(ctx, ...about))
    .execute();
}

/**
 * Writes down what looks like an attack: a stolen token, a pattern of one. The command it was found in goes on; its row
 * stays exactly if that command's transaction does, so a command that refuses because of it returns its AppError.
 */
export async function recordSecurityEvent(
  ctx: Ctx,
  { name, outcome = "denied", ...note }: AuditNote & { name: string; outcome?: AuditOutcome },
): Promise<void> {
  await insertAudit(ctx, `security.${name}`, outcome, note);
}

/** Refused for want of a right after all, from inside the command: what it wrote is rolled back, that it was tried is not. */
const REFUSALS = new Set(["unauthorized", "forbidden", "step_up_required", "email_unverified", "provider_required"]);

async function recordDenial(call: Call, name: string, note: AuditNote, { code }: AppError): Promise<void> {
  const about = code === "forbidden" ? note : { ...note, changes: { ...note.changes, refused: code } };
  await insertAudit(openCtx(call, call.app.db.kysely), name, "denied", about);
}
