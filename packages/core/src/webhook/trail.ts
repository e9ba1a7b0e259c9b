import { isScoped } from "../access/index.ts";
import { AppError, type Ctx, invalidField, may } from "../kernel/index.ts";
import { AUDIT_RECORDED } from "./event-types.ts";

/** Whether the actor reads all of the tenant's audit trail, and so may hear it, and have it told. */
export const readsTrail = (ctx: Ctx): boolean => may(ctx.actor, "audit:read") && !isScoped(ctx);

const NEEDED = "needs 'audit:read' for the whole tenant";

/** Who may not read the whole audit trail has it told to nobody else. */
export function refuseTrail(ctx: Ctx, events: readonly string[]): void {
  if (events.includes(AUDIT_RECORDED) && !readsTrail(ctx))
    throw invalidField("events", `'${AUDIT_RECORDED}' ${NEEDED}`);
}

/** Nor do they say where it goes, whether it goes, or who can prove that it came from here, once others had it told. */
export function requireTrail(ctx: Ctx, events: readonly string[]): void {
  if (events.includes(AUDIT_RECORDED) && !readsTrail(ctx))
    throw new AppError("forbidden", `this webhook is told '${AUDIT_RECORDED}': to change that ${NEEDED}`);
}
