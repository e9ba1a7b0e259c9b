import { command } from "../kernel/index.ts";
import { wakePost } from "../notice/index.ts";
import { completeResetInput, emailInput } from "./account-schema.ts";
import { issueProof, linkExpired, spendProofs, useProof } from "./email-proof.ts";
import { writePasswordChanged, writeReset } from "./letters.ts";
import { mayWriteFor } from "./mail-cap.ts";
import { hashPassword } from "./password.ts";
import { requireGoodPassword } from "./password-policy.ts";
import { revokeSessions } from "./session.ts";

/** Asks for a new password: a letter leads on. One answer, and as much work, whether the address is known or not. */
export const requestReset = command({
  name: "auth.request_reset",
  permission: "public:reset",
  input: emailInput,
  async run(ctx, { email }) {
    const user = await ctx.db.selectFrom("users").select(["id", "name"]).where("email", "=", email).executeTakeFirst();
    const token = await issueProof(ctx, user ? "reset" : "none", { email, user: user?.id ?? null });
    const may = await mayWriteFor(ctx, "reset", email);
    if (user && may) await writeReset(ctx, email, user.name, token);
    else wakePost(ctx);
    if (user) ctx.audit({ resource: { type: "user", id: user.id } });
    return {};
  },
});

/** Sets a new password behind a reset's link. Every session ends, and every other link of the kind is spent. */
export const completeReset = command({
  name: "auth.complete_reset",
  permission: "public:reset",
  input: completeResetInput,
  async run(ctx, { token, password }) {
    const proof = await useProof(ctx, token, "reset");
    const user = await ctx.db
      .selectFrom("users")
      .select(["id", "email", "name", "verified_at"])
      .where("id", "=", proof.user_id ?? "")
      .executeTakeFirst();
    // An address that was changed since then proves nothing any more.
    if (!user || user.email !== proof.email) throw linkExpired();
    requireGoodPassword("password", password, user);
    await ctx.db
      .updateTable("users")
      .set({ password_hash: await hashPassword(password), verified_at: user.verified_at ?? ctx.now })
      .where("id", "=", user.id)
      .execute();
    await spendProofs(ctx, user.id, ["reset", "email_old", "email_new"]);
    await ctx.db.deleteFrom("email_changes").where("user_id", "=", user.id).execute();
    await revokeSessions(ctx, user.id);
    writePasswordChanged(ctx, user.email, user.name);
    ctx.audit({ resource: { type: "user", id: user.id }, changes: { password: "reset", sessions: "ended" } });
    return { email: user.email };
  },
});
