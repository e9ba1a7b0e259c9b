import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { lookAtProof } from "../../src/identity/email-proof.ts";
import {
  acceptInvitation,
  approveTenant,
  cancelEmailChange,
  changeEmail,
  changePassword,
  changeRole,
  completeRegistration,
  completeReset,
  confirmEmail,
  createAccount,
  createTenantFor,
  forgetMailCaps,
  forgetProofs,
  getProfile,
  getTenant,
  invite,
  leaveTenant,
  listInvitations,
  listMembers,
  listTenants,
  lookAtInvitation,
  refuseTenant,
  register,
  removeMember,
  renameTenant,
  requestReset,
  resendInvitation,
  revokeInvitation,
  updateProfile,
} from "../../src/identity/index.ts";
import { usedUpFor } from "../../src/identity/mail-cap.ts";
import { jsonOut } from "../../src/kernel/database/index.ts";
import {
  type Actor,
  AppError,
  execute,
  type Id,
  isId,
  newId,
  openCtx,
  system,
  type Tables,
} from "../../src/kernel/index.ts";
import { type Letter, postDue } from "../../src/notice/index.ts";
import { asOperator, asOwner, createWorld, run, type World } from "../world.ts";
import { testOperators } from "./operators.ts";

const nobody: Actor = { type: "anonymous" };
const PASSWORD = "tamed otter keeps bees";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The token of the latest letter to that address. */
async function tokenFor(world: World, to: string): Promise<string> {
  const letters: Letter[] = [];
  await postDue(world.app, async (letter) => void letters.push(letter));
  const found = letters.filter((letter) => letter.to === to).at(-1);
  return /#token=(\S+)/.exec(found?.text ?? "")?.[1] ?? "";
}

async function open(world: World, email: string) {
  await run(world, nobody, register, { email });
  const token = await tokenFor(world, email);
  const body = { token, name: "Nora New", tenant: "Newcomers", password: PASSWORD };
  const { tenant } = await run(world, nobody, completeRegistration, body);
  const row = await world.app.db.kysely
    .selectFrom("users")
    .select("id")
    .where("email", "=", email)
    .executeTakeFirstOrThrow();
  if (!isId("usr", row.id) || !isId("ten", tenant.id)) throw new Error("no ids");
  return { user: row.id, tenant: tenant.id, actor: actorOf(tenant.id, row.id) };
}
const actorOf = (tenant: Id<"ten">, user: Id<"usr">): Actor => ({
  ...asOwner(tenant),
  type: "user",
  user,
  tenant,
  session: newId("ses", new Date(0)),
  permissions: permissionsOf(asOwner(tenant)),
});
const permissionsOf = (actor: Actor) => ("permissions" in actor ? actor.permissions : new Set<never>());

describeOnEachDatabase<Tables>("people", (opened) => {
  test("open accounts, lose passwords and move addresses", async () => {
    const world = createWorld(opened().database);
    const { actor } = await open(world, "nora@example.com");
    await run(world, nobody, requestReset, { email: "nora@example.com" });
    const reset = await tokenFor(world, "nora@example.com");
    await run(world, nobody, completeReset, { token: reset, password: "quiet heron counts stars" });
    await expect(
      run(world, nobody, completeReset, { token: reset, password: "quiet heron counts stars" }),
    ).rejects.toMatchObject({ code: "link_expired" });
    const change = { current_password: "quiet heron counts stars", password: PASSWORD };
    await run(world, actor, changePassword, change);
    await run(world, actor, updateProfile, { language: "de", time_zone: "Europe/Berlin" });
    const host = await open(world, "host@example.com");
    const invited = [];
    for (const ends of ["revoked", "open"]) {
      const { invitation } = await run(world, host.actor, invite, { email: "nora@example.com", role: "member" });
      if (ends === "revoked") await run(world, host.actor, revokeInvitation, { id: invitation.id });
      invited.push(invitation.id);
    }
    for (const wanted of ["given-up@example.com", "moved@example.com"])
      await run(world, actor, changeEmail, { email: wanted, password: PASSWORD });
    const letters: Letter[] = [];
    await postDue(world.app, async (letter) => void letters.push(letter));
    const tokenOf = (to: string) =>
      /#token=(\S+)/.exec(letters.filter((one) => one.to === to && /token=/.test(one.text)).at(-1)?.text ?? "")?.[1];
    await run(world, nobody, confirmEmail, { token: tokenOf("moved@example.com"), side: "new" });
    await run(world, nobody, confirmEmail, { token: tokenOf("nora@example.com"), side: "old" });
    const { profile } = await run(world, actor, getProfile);
    expect(profile).toMatchObject({ email: "moved@example.com", language: "de", email_change: null, verified: true });
    // Nothing is left at the old address that an erasure of the new one would not find.
    const db = world.app.db.kysely;
    expect(await db.selectFrom("invitations").select("id").where("email", "=", "nora@example.com").execute()).toEqual(
      [],
    );
    const keys = await db.selectFrom("person_keys").select("wrapped_key").where("person_id", "in", invited).execute();
    expect(keys).toEqual([{ wrapped_key: null }, { wrapped_key: null }]);
    const told = db.selectFrom("audit_log").select("resource_id").where("command", "=", "invitation.revoke");
    const revoked = await told.where("tenant_id", "=", host.tenant).execute();
    expect(new Set(revoked.map((one) => one.resource_id))).toEqual(new Set(invited));
    await run(world, actor, changeEmail, { email: "later@example.com", password: PASSWORD });
    expect((await run(world, actor, cancelEmailChange)).profile.email_change).toBeNull();
    await world.clock.advance(3 * DAY);
    await forgetProofs(world.app);
    await forgetMailCaps(world.app);
    const left = world.app.db.kysely.selectFrom("email_proofs").select("hash");
    expect(await left.execute()).toEqual([]);
  });

  test("invite each other, change roles, and leave an owner behind", async () => {
    const world = createWorld(opened().database);
    const { actor } = await open(world, "owner@example.com");
    const { invitation } = await run(world, actor, invite, { email: "colleague@example.com", role: "admin" });
    await run(world, actor, resendInvitation, { id: invitation.id });
    const token = await tokenFor(world, "colleague@example.com");
    const offer = (await run(world, nobody, lookAtInvitation, { token })).invitation;
    expect(offer).toMatchObject({ account: false, invited_by: "Nora New", role_name: "admin" });
    await run(world, nobody, acceptInvitation, { token, name: "Cleo", password: PASSWORD });
    const { members } = await run(world, actor, listMembers);
    expect(members.map(({ email, role }) => [email, role])).toEqual([
      ["owner@example.com", "owner"],
      ["colleague@example.com", "admin"],
    ]);
    const id = members[1]?.id ?? "";
    await expect(run(world, actor, leaveTenant)).rejects.toMatchObject({ code: "conflict" });
    const changed = await run(world, actor, changeRole, { id, role: "member", scope: "env=staging" });
    expect(changed.member).toMatchObject({ role: "member", scope: "env=staging" });
    const audited = world.app.db.kysely.selectFrom("audit_log").select("changes").where("resource_id", "=", id);
    const written = await audited.where("command", "=", "member.change_role").executeTakeFirstOrThrow();
    expect(jsonOut(written.changes)).toEqual({
      role: { before: "admin", after: "member" },
      scope: { before: null, after: "env=staging" },
    });
    await run(world, actor, removeMember, { id });
    const other = await run(world, actor, invite, { email: "other@example.com", role: "read-only" });
    expect((await run(world, actor, listInvitations)).invitations).toHaveLength(1);
    await run(world, actor, revokeInvitation, { id: other.invitation.id });
    expect((await run(world, actor, listInvitations)).invitations).toEqual([]);
    await run(world, actor, renameTenant, { name: "Renamed" });
    expect((await run(world, actor, getTenant)).tenant.name).toBe("Renamed");
  });

  test("are told when another letter may go to an address they want", async () => {
    const world = createWorld(opened().database);
    const { actor } = await open(world, "wisher@example.com");
    const email = "wanted@example.com";
    const letters = async (count: number) => {
      for (let n = 0; n < count; n++) {
        const ctx = openCtx({ app: world.app, actor, requestId: "req_1" }, world.app.db.kysely);
        await usedUpFor(ctx, "change", email);
      }
    };
    const wish = () => run(world, actor, changeEmail, { email, password: PASSWORD });
    await letters(3);
    await expect(wish()).rejects.toThrow(/try again in an hour/);
    await world.clock.advance(HOUR);
    await letters(2);
    await expect(wish()).rejects.toThrow(/try again tomorrow/);
  });

  test("get their reset letters, however many strangers ask from however many networks", async () => {
    const world = createWorld(opened().database);
    const email = "asked-for@example.com";
    await open(world, email);
    const letters: Letter[] = [];
    /** Answers how many letters that made. */
    const asks = async (address: string, times = 1) => {
      const before = letters.length;
      for (let n = 0; n < times; n++) {
        await world.clock.advance(1);
        const call = {
          app: world.app,
          actor: nobody,
          requestId: "req_1",
          origin: { address, userAgent: null, country: null },
        };
        await execute(call, requestReset, { email });
      }
      await postDue(world.app, async (letter) => void letters.push(letter));
      return letters.length - before;
    };
    const latestWorks = () => {
      const token = /#token=(\S+)/.exec(letters.at(-1)?.text ?? "")?.[1] ?? "";
      const ctx = openCtx({ app: world.app, actor: nobody, requestId: "req_1" }, world.app.db.kysely);
      return lookAtProof(ctx, token, "reset").then(({ email }) => email);
    };
    const nextHour = () => world.clock.advance(HOUR - (world.clock.now().getTime() % HOUR));
    await postDue(world.app, async () => undefined);
    await nextHour();
    // One network, whatever its addresses: three in an hour, five in a day.
    expect(await asks("203.0.113.7", 10)).toBe(3);
    await nextHour();
    expect(await asks("203.0.113.8", 10)).toBe(2);
    await nextHour();
    expect(await asks("203.0.113.9", 10)).toBe(0);
    expect(await asks("198.51.100.4")).toBe(1);
    // Many networks: for the rest of the hour the owner asks in vain, and has a link that works.
    for (const hour of [1, 2]) {
      await nextHour();
      for (const network of [1, 2, 3]) await asks(`192.0.${hour * 10 + network}.1`);
      await world.clock.advance(HOUR - 60_000);
      expect(await asks("198.51.100.4", 3)).toBe(0);
      expect(await latestWorks()).toBe(email);
    }
    // Asking for an account with that address takes none of them away.
    await nextHour();
    for (const _ of [1, 2, 3, 4]) await run(world, nobody, register, { email });
    await postDue(world.app, async () => undefined);
    expect(await asks("198.51.100.4")).toBe(1);
  });

  test("wait for an operator, who decides, and decides otherwise", async () => {
    const world = createWorld(opened().database);
    const { tenant } = await open(world, "waiting@example.com");
    await world.app.db.kysely
      .updateTable("tenants")
      .set({ status: "pending_review" })
      .where("id", "=", tenant)
      .execute();
    const waiting = await run(world, asOperator, listTenants, { status: "pending_review", name: "newCOMERS" });
    expect(waiting.tenants).toMatchObject([{ id: tenant, owner: { email: "waiting@example.com" } }]);
    await run(world, asOperator, refuseTenant, { id: tenant, reason: "No such company." });
    await expect(run(world, asOperator, refuseTenant, { id: tenant, reason: "Twice." })).rejects.toMatchObject({
      code: "conflict",
    });
    expect((await run(world, asOperator, approveTenant, { id: tenant })).tenant).toMatchObject({
      status: "active",
      status_reason: null,
    });
    const made = await run(world, asOperator, createTenantFor, { name: "100 % Inc", owner_email: "new@example.com" });
    const found = await run(world, asOperator, listTenants, { name: "0 %" });
    expect(found.tenants.map(({ id }) => id)).toEqual([made.tenant.id]);
  });

  test("are put into a tenant by its id, or by a name that is one tenant's alone", async () => {
    const world = createWorld(opened().database);
    const people = Array.from({ length: 5 }, (_, n) => `made-${n}@example.com`);
    const make = (tenant: string) =>
      run(world, system("cli"), createAccount, {
        email: people.pop() ?? "",
        name: "N",
        password: PASSWORD,
        member: { tenant, role: "member" },
      });
    const made = await make("Twins");
    expect((await make("Twins")).tenant).toBe(made.tenant);
    const twin = newId("ten", world.clock.now());
    await world.app.db.kysely
      .insertInto("tenants")
      .values({ id: twin, name: "Twins", created_at: world.clock.now() })
      .execute();
    const problem = await make("Twins").catch((error: unknown) => error);
    expect(problem).toMatchObject({ code: "invalid_input" });
    const said = JSON.stringify(problem instanceof AppError && problem.details);
    for (const one of ["member.tenant", made.tenant, twin]) expect(said).toContain(one);
    expect((await make(twin)).tenant).toBe(twin);
    await expect(make(newId("ten", new Date(0)))).rejects.toMatchObject({ code: "invalid_input" });
  });

  testOperators(() => opened().database);
});
