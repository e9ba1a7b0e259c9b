import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { changeRole } from "../../src/identity/index.ts";
import { dialectOf } from "../../src/kernel/database/index.ts";
import { newId, type Tables } from "../../src/kernel/index.ts";
import { eraseOwnAccount } from "../../src/privacy/index.ts";
import { run } from "../world.ts";
import { type Member, privacyStage } from "./privacy-stage.ts";
import type { AuditStage } from "./stage.ts";

describeOnEachDatabase<Tables>("an erasure, and something else at the same moment", (opened) => {
  let stage: AuditStage;
  let ada: Member;
  let bob: Member;
  beforeEach(async () => {
    ({ stage, ada, bob } = await privacyStage(opened()));
  });

  test.each(["erasure", "change of role"])(
    "two owners, one erased and the other made less at the same moment, the %s begun first: one stays",
    async (first) => {
      await stage.db.updateTable("memberships").set({ role: "owner" }).where("user_id", "=", bob.user).execute();
      const elsewhere = { ...stage.world, app: { ...stage.world.app, db: opened().again() } };
      const erase = () => run(stage.world, bob, eraseOwnAccount, { confirm: "bob@example.com" });
      const lessen = () => run(elsewhere, bob, changeRole, { id: ada.user, role: "member" });
      const outcomes = await Promise.allSettled(first === "erasure" ? [erase(), lessen()] : [lessen(), erase()]);
      expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      const owners = await stage.db
        .selectFrom("memberships")
        .innerJoin("users", "users.id", "memberships.user_id")
        .select("users.name")
        .where("memberships.tenant_id", "=", stage.tenant)
        .where("memberships.role", "=", "owner")
        .execute();
      expect(owners).toEqual([
        { name: outcomes[first === "erasure" ? 0 : 1]?.status === "fulfilled" ? "Ada Lovelace" : "Bob Byte" },
      ]);
    },
  );

  test("who is erased while they accept an invitation is a member of nothing", async () => {
    // MySQL's erasure waits for them even earlier, at the owners' rows.
    if (dialectOf(stage.db) === "mysql") return;
    const now = stage.world.clock.now();
    const tenant_id = newId("ten", now);
    await stage.db.deleteFrom("invitations").execute();
    await stage.db.insertInto("tenants").values({ id: tenant_id, name: "Elsewhere", created_at: now }).execute();
    await stage.db
      .insertInto("invitations")
      .values({
        id: newId("ivt", now),
        tenant_id,
        email: "bob@example.com",
        role: "member",
        scope: null,
        hash: "0".repeat(64),
        invited_by: ada.user,
        created_at: now,
        sent_at: now,
        expires_at: now,
        accepted_at: null,
        revoked_at: null,
      })
      .execute();
    // What accepting does, its transaction held open until the erasure comes to the invitation.
    const [accepted, reached] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const accepting = opened()
      .again()
      .kysely.transaction()
      .execute(async (trx) => {
        await trx.updateTable("invitations").set({ accepted_at: now }).where("tenant_id", "=", tenant_id).execute();
        const membership = { tenant_id, user_id: bob.user, role: "member", scope: null, created_at: now };
        await trx.insertInto("memberships").values(membership).execute();
        accepted.resolve();
        await reached.promise;
      });
    await Promise.race([accepted.promise, accepting]);
    const kysely = stage.db.withPlugin({
      transformQuery: ({ node }) => {
        if (node.kind === "DeleteQueryNode" && JSON.stringify(node.from).includes('"invitations"')) reached.resolve();
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    const world = { ...stage.world, app: { ...stage.world.app, db: { ...stage.world.app.db, kysely } } };
    await run(world, bob, eraseOwnAccount, { confirm: "bob@example.com" });
    await accepting;
    const left = stage.db.selectFrom("memberships").select("tenant_id").where("user_id", "=", bob.user);
    expect(await left.execute()).toEqual([]);
  });
});
