import { sql } from "kysely";
import { beforeEach, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { listAudit, sealAudit, verifyChain } from "../../src/audit/index.ts";
import { acceptInvitation, invite, resendInvitation } from "../../src/identity/index.ts";
import { countRoundTrips, dialectOf } from "../../src/kernel/database/index.ts";
import { isId, newId, type Tables } from "../../src/kernel/index.ts";
import { type Letter, postDue } from "../../src/notice/index.ts";
import {
  eraseOwnAccount,
  eraseTenant,
  exportAccount,
  exportTenant,
  OF_PERSONS,
  OF_TENANTS,
  previewOwnErasure,
} from "../../src/privacy/index.ts";
import { isWithheld } from "../../src/privacy/kept.ts";
import { asOperator, run } from "../world.ts";
import { companySignIn, type Member, privacyStage } from "./privacy-stage.ts";
import { type AuditStage, act } from "./stage.ts";

describeOnEachDatabase<Tables>("export and erasure", (opened) => {
  let stage: AuditStage;
  let ada: Member;
  let bob: Member;
  beforeEach(async () => {
    ({ stage, ada, bob } = await privacyStage(opened()));
  });

  test("every table about people or tenants is known, with what becomes of it", async () => {
    if (dialectOf(stage.db) === "mysql") return;
    const { rows } = await sql<{ table_name: string; column_name: string }>`
      select table_name, column_name from information_schema.columns
      where table_schema = 'public' and column_name in ('user_id', 'tenant_id')`.execute(stage.db);
    const known = { user_id: OF_PERSONS, tenant_id: OF_TENANTS };
    const unknown = rows.filter(
      ({ table_name, column_name }) =>
        !(column_name === "user_id" ? known.user_id : known.tenant_id).some(({ table }) => table === table_name),
    );
    expect(unknown).toEqual([]);
  });

  test("a person takes everything along but secrets", async () => {
    await stage.act({ changes: { email: "bob@example.com" } }, bob);
    const { text, headers } = await run(stage.world, bob, exportAccount);
    expect(headers["content-disposition"]).toMatch(/^attachment/);
    expect(JSON.parse(text)).toMatchObject({
      profile: { email: "bob@example.com", name: "Bob Byte" },
      memberships: [{ tenant_id: stage.tenant, role: "member" }],
      audit: [{ command: "test.act", changes: { email: "bob@example.com" }, address: "203.0.113.9" }],
    });
    expect(text).not.toContain("secret-hash");
    const tenants = JSON.parse((await run(stage.world, ada, exportTenant)).text);
    expect(tenants).toMatchObject({ tenant: { name: "Acme" }, members: [{ role: "owner" }, { role: "member" }] });
  });

  test("a person is erased: the tenant's records stay under a pseudonym and verify", async () => {
    await stage.act({ changes: { email: "bob@example.com" } }, bob);
    await sealAudit(stage.app);
    const { erasure } = await run(stage.world, bob, previewOwnErasure);
    expect(erasure).toMatchObject({ refusals: [], confirm: "bob@example.com" });
    expect(erasure.anonymises).toContainEqual(expect.objectContaining({ what: "Audit entries", count: 1 }));
    await expect(run(stage.world, bob, eraseOwnAccount, { confirm: "ada@example.com" })).rejects.toMatchObject({
      code: "invalid_input",
    });
    await run(stage.world, bob, eraseOwnAccount, { confirm: "Bob@example.com" });
    const users = await stage.db.selectFrom("users").selectAll().where("id", "=", bob.user).execute();
    expect(users).toMatchObject([{ name: "Erased person", email: `${bob.user}@erased.invalid`, password_hash: "" }]);
    expect(await stage.db.selectFrom("memberships").selectAll().where("user_id", "=", bob.user).execute()).toEqual([]);
    await sealAudit(stage.app);
    expect(await verifyChain(stage.app, stage.tenant)).toMatchObject({ rows: 2, problems: [] });
    const { text } = await run(stage.world, ada, exportTenant);
    expect(text).not.toMatch(/bob@|Bob Byte|203\.0\.113\.9/);
    expect(text).toContain(bob.user);
  });

  test("who was invited as a stranger is as unreadable once erased, and so is who never came, with the tenant", async () => {
    const { db } = stage;
    await db.deleteFrom("invitations").execute();
    const { invitation } = await run(stage.world, ada, invite, { email: "carol@example.com", role: "member" });
    await run(stage.world, ada, invite, { email: "never@example.com", role: "member" });
    await sealAudit(stage.app);
    // Gone before the next, whose link alone opens anything.
    await postDue(stage.app, async () => {});
    // One more that the sealer has not seen.
    await run(stage.world, ada, resendInvitation, { id: invitation.id });
    const archive = () => run(stage.world, ada, exportTenant).then(({ text }) => text);
    expect(await archive()).toContain("carol@example.com");
    const letters: Letter[] = [];
    await postDue(stage.app, async (letter) => void letters.push(letter));
    const token = /#token=(\S+)/.exec(letters.find(({ to }) => to === "carol@example.com")?.text ?? "")?.[1];
    const accept = { token, name: "Carol", password: "quiet heron counts stars" };
    await run(stage.world, { type: "anonymous" }, acceptInvitation, accept);
    const carol = await db.selectFrom("users").select("id").where("email", "=", "carol@example.com").executeTakeFirst();
    if (!isId("usr", carol?.id)) throw new Error("Carol has no account");
    await run(stage.world, { ...bob, user: carol.id }, eraseOwnAccount, { confirm: "carol@example.com" });
    await sealAudit(stage.app);
    const entries = (await run(stage.world, ada, listAudit, { command: "invitation.*" })).entries;
    expect(entries.filter((one) => one.resource?.id === invitation.id).map(({ changes }) => changes.email)).toEqual([
      "[erased]",
      "[erased]",
    ]);
    expect(await archive()).not.toMatch(/carol@|Carol/);
    expect(await archive()).toContain("never@example.com");
    expect(await verifyChain(stage.app, stage.tenant)).toMatchObject({ problems: [] });
    await run(stage.world, asOperator, eraseTenant, { id: stage.tenant, confirm: "acme" });
    expect(await archive()).not.toContain("never@example.com");
  });

  test("hundreds who were invited and never came cost an erasure no statements of their own", async () => {
    const { db, tenant } = stage;
    await db.deleteFrom("invitations").execute();
    const now = stage.world.clock.now();
    const rows = Array.from({ length: 200 }, (_, n) => ({
      id: newId("inv", now),
      tenant_id: tenant,
      email: `${n}@example.com`,
      role: "member",
      scope: null,
      hash: `hash ${n}`,
      invited_by: ada.user,
      created_at: now,
      sent_at: now,
      expires_at: now,
      accepted_at: null,
      revoked_at: null,
    }));
    await db.insertInto("invitations").values(rows).execute();
    const earlier = new Date(now.getTime() - 1000);
    const [first, second] = rows.map(({ id }) => ({ person_id: id, wrapped_key: "wrapped", created_at: earlier }));
    if (!first || !second) throw new Error("there are invitations");
    await db
      .insertInto("person_keys")
      .values([
        { ...first, destroyed_at: null },
        { ...second, wrapped_key: null, destroyed_at: earlier },
      ])
      .execute();
    const { roundTrips } = await countRoundTrips(() =>
      run(stage.world, asOperator, eraseTenant, { id: tenant, confirm: "acme" }),
    );
    expect(roundTrips).toBeLessThan(100);
    expect(await db.selectFrom("invitations").selectAll().execute()).toEqual([]);
    const keys = await db.selectFrom("person_keys").selectAll().execute();
    expect(keys).toHaveLength(200);
    expect(keys.filter(({ wrapped_key, destroyed_at }) => wrapped_key !== null || destroyed_at === null)).toEqual([]);
    expect(keys.find(({ person_id }) => person_id === second.person_id)?.destroyed_at).toEqual(earlier);
  });

  test("the last owner stays until the tenant is erased", async () => {
    const { erasure } = await run(stage.world, ada, previewOwnErasure);
    expect(erasure.refusals).toMatchObject([{ code: "last_owner" }]);
    await expect(run(stage.world, ada, eraseOwnAccount, { confirm: "ada@example.com" })).rejects.toMatchObject({
      code: "conflict",
    });
    await run(stage.world, ada, act, { note: {} });
    await run(stage.world, asOperator, eraseTenant, { id: stage.tenant, confirm: "acme" });
    expect(await stage.db.selectFrom("memberships").selectAll().execute()).toEqual([]);
    expect((await stage.db.selectFrom("tenants").select("name").execute())[0]?.name).toMatch(/^Erased tenant/);
    expect(await run(stage.world, ada, previewOwnErasure)).toMatchObject({ erasure: { refusals: [] } });
  });

  test("an erased tenant takes nobody in, and forgets who its people are elsewhere", async () => {
    await companySignIn(stage, bob);
    await run(stage.world, asOperator, eraseTenant, { id: stage.tenant, confirm: "acme" });
    for (const table of ["sign_in_providers", "sign_in_domains", "company_identities"] as const)
      expect(await stage.db.selectFrom(table).selectAll().execute()).toEqual([]);
    expect(await stage.db.selectFrom("tenants").select("status").execute()).toEqual([{ status: "refused" }]);
  });

  test("an erased person is known by no company's sign-in", async () => {
    await companySignIn(stage, bob);
    await run(stage.world, bob, eraseOwnAccount, { confirm: "bob@example.com" });
    expect(await stage.db.selectFrom("company_identities").selectAll().execute()).toEqual([]);
  });

  test("an owner of some servers alone is no owner to leave a tenant to", async () => {
    await stage.db
      .updateTable("memberships")
      .set({ role: "owner", scope: "env=staging" })
      .where("user_id", "=", bob.user)
      .execute();
    const { erasure } = await run(stage.world, ada, previewOwnErasure);
    expect(erasure.refusals).toMatchObject([{ code: "last_owner" }]);
    expect(await run(stage.world, bob, previewOwnErasure)).toMatchObject({ erasure: { refusals: [] } });
  });

  test("a tenant's archive holds nothing that our staff keep for themselves, nor who they are", async () => {
    const created_at = stage.world.clock.now();
    const author_id = newId("usr", created_at);
    await stage.db
      .insertInto("staff_notes")
      .values({
        id: newId("not", created_at),
        tenant_id: stage.tenant,
        subject_id: stage.tenant,
        author_id,
        text: "Pays late.",
        pinned: false,
        created_at,
        edited_at: null,
      })
      .execute();
    const { text } = await run(stage.world, ada, exportTenant);
    expect(text).not.toMatch(/Pays late|staff_notes|legacy_records/);
    for (const column of ["author_id", "operator_id", "placed_by", "lifted_by"]) expect(isWithheld(column)).toBe(true);
  });
});
