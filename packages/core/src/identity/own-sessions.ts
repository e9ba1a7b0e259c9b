import { z } from "zod";
import { affected } from "../kernel/database/index.ts";
import { command, notFound, query } from "../kernel/index.ts";
import { idShape } from "../kernel/shapes.ts";
import { deviceOf } from "./device.ts";
import { personOf } from "./person.ts";
import { revokeSessions } from "./session.ts";

/** As many as anybody looks through; older ones lapse by themselves. */
const SHOWN = 100;

/** A person's sessions that live, the latest used first. */
export const listSessions = query({
  name: "session.list",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const { user, session } = personOf(ctx);
    const rows = await ctx.db
      .selectFrom("sessions")
      .leftJoin("tenants", "tenants.id", "sessions.tenant_id")
      .selectAll("sessions")
      .select("tenants.name as tenant_name")
      .where("sessions.user_id", "=", user)
      .where("sessions.revoked_at", "is", null)
      .where("sessions.expires_at", ">", ctx.now)
      .orderBy("sessions.last_used_at", "desc")
      .limit(SHOWN)
      .execute();
    return {
      sessions: rows.map((row) => ({
        id: row.id,
        current: row.id === session,
        device: deviceOf(row.user_agent),
        user_agent: row.user_agent,
        address: row.address,
        country: row.country,
        method: row.method,
        tenant: row.tenant_id && row.tenant_name ? { id: row.tenant_id, name: row.tenant_name } : null,
        created: row.created_at.toISOString(),
        last_used: (row.last_used_at ?? row.created_at).toISOString(),
      })),
    };
  },
});

/** Ends one of the person's sessions. Its access token runs out within 15 minutes; dangerous commands stop at once. */
export const revokeOwnSession = command({
  name: "session.revoke",
  permission: "account:manage",
  input: z.strictObject({ id: idShape("ses") }),
  async run(ctx, { id }) {
    const { user } = personOf(ctx);
    const revoked = await ctx.db
      .updateTable("sessions")
      .set({ revoked_at: ctx.now })
      .where("id", "=", id)
      .where("user_id", "=", user)
      .where("revoked_at", "is", null)
      .executeTakeFirst();
    if (affected(revoked) !== 1) throw notFound("session");
    ctx.audit({ resource: { type: "session", id } });
    return {};
  },
});

/** Ends every session of the person but the one that asks. */
export const revokeOtherSessions = command({
  name: "session.revoke_others",
  permission: "account:manage",
  input: z.strictObject({}),
  async run(ctx) {
    const { user, session } = personOf(ctx);
    await revokeSessions(ctx, user, session);
    ctx.audit({ resource: { type: "user", id: user } });
    return {};
  },
});
