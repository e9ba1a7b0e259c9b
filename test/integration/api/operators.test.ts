import { operatorRole } from "@hostwright/core/access";
import { SIGN_INS } from "@hostwright/core/audit";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { comeBack, comeBackProved, operatorsProvider, signedIn } from "./support/company.ts";
import { emailOf, type Face, openFace, PASSWORD } from "./support/face.ts";
import { anOperator, auditRowOf, supportBody, supportOf } from "./support/fixtures/staff.ts";
import type { Issuer, Said } from "./support/issuer.ts";

const GROUPS = ["help desk=support", "platform=engineer", "platform=admin"];
const STAFF = { operator: true };
const me = z.looseObject({
  operator: z.boolean(),
  by_provider: z.boolean(),
  operator_roles: z.array(operatorRole),
  permissions: z.array(z.string()),
});

let face: Face;
let issuer: Issuer;
beforeAll(async () => {
  face = await openFace();
});
beforeEach(async () => {
  issuer = await operatorsProvider(face, GROUPS);
  face.app.config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED = "no";
});
afterAll(async () => {
  await issuer.close();
  await face.close();
});

type Headers = { authorization: string };
const signIn = async (said: Said) =>
  face.ask("POST", "/v1/auth/oidc/finish", { body: await comeBack(face, issuer, said, STAFF) });
const whoIs = async (headers: Headers) => me.parse((await face.ask("GET", "/v1/me", { headers })).body);
const statusOf = async (path: string, headers: Headers) => (await face.ask("GET", path, { headers })).status;
const db = () => face.app.db.kysely;

describe("an operator whom the operators' provider vouches for", () => {
  test("has the roles that their account and their groups both allow, and nothing of their own account", async () => {
    const { id, email } = await anOperator(face, ["support", "engineer"]);
    const said = { sub: id, email, groups: ["help desk", "platform-friends"] };
    const answer = await signIn(said);
    const headers = {
      authorization: `Bearer ${z.object({ access_token: z.string() }).parse(answer.body).access_token}`,
    };
    const who = await whoIs(headers);
    expect(who).toMatchObject({ operator: true, by_provider: true, operator_roles: ["support"] });
    expect(who.permissions).not.toContain("operator:placement");
    expect(who.permissions).not.toContain("account:manage");
    expect(await statusOf("/v1/operator/servers", headers)).toBe(200);
    for (const path of ["/v1/account/sessions", "/v1/account/factors", "/v1/operator/operators"])
      expect(await statusOf(path, headers)).toBe(403);
    // The name that suspicious sign-ins are looked for by is the one that is recorded.
    const row = await auditRowOf(face, answer);
    expect(row).toMatchObject({ command: "auth.oidc", outcome: "done", person_id: id });
    expect(SIGN_INS).toContain(row.command);
    const both = await signedIn(face, issuer, { ...said, groups: ["help desk", "platform"] }, STAFF);
    expect((await whoIs(both.headers)).operator_roles).toEqual(["support", "engineer"]);
  });

  test("gets in by what came in at their own redirect URI alone, never a tenant's", async () => {
    const { id, email } = await anOperator(face, ["support"]);
    const back = await comeBack(face, issuer, { sub: id, email, groups: ["help desk"] }, STAFF);
    expect(back.callback).toBe("staff");
    const body = { ...back, callback: face.sessions.owner.member?.tenant };
    refused(await face.ask("POST", "/v1/auth/oidc/finish", { body }), 401, "unauthorized");
  });

  test("has all their account's roles where the settings name no groups", async () => {
    await operatorsProvider(face);
    const { id, email } = await anOperator(face, ["finance"]);
    const { headers } = await signedIn(face, issuer, { sub: id, email }, STAFF);
    expect((await whoIs(headers)).operator_roles).toEqual(["finance"]);
    // Named afterwards, they are asked for before anything else.
    await operatorsProvider(face, GROUPS);
    expect(await statusOf("/v1/me", headers)).toBe(401);
  });

  test("gets into no customer's half, though they are a member too", async () => {
    const { id, email } = await anOperator(face, ["support"]);
    const tenant_id = face.sessions.owner.member?.tenant ?? "";
    const created_at = face.clock.now();
    await db()
      .insertInto("memberships")
      .values({ tenant_id, user_id: id, role: "owner", scope: null, created_at })
      .execute();
    const { refresh_token, headers } = await signedIn(face, issuer, { sub: id, email, groups: ["help desk"] }, STAFF);
    const body = { refresh_token, tenant: tenant_id };
    refused(await face.ask("POST", "/v1/auth/switch", { body }), 403, "forbidden");
    expect((await whoIs(headers)).operator).toBe(true);
  });

  test("is known by the provider's word from then on, and nobody else gets in by their address", async () => {
    const { id, email } = await anOperator(face, ["support"]);
    const said = { sub: id, email, groups: ["help desk"] };
    refused(await signIn({ ...said, email_verified: false }), 403, "email_unverified");
    const { email: _none, ...unnamed } = said;
    refused(await signIn(unnamed), 403, "forbidden");
    expect((await signIn(said)).status).toBe(200);
    expect((await signIn({ ...said, email: "renamed@hostwright.test", email_verified: false })).status).toBe(200);
    refused(await signIn({ ...said, sub: "successor" }), 409, "conflict");
  });

  test.each([
    ["a customer", { email: emailOf("owner"), groups: ["platform"] }],
    ["somebody new", { email: "new@hostwright.test", groups: ["platform"] }],
    ["an operator without a group", { email: emailOf("operator") }],
    ["an operator whose groups allow no role of theirs", { email: emailOf("operator"), groups: ["help desk"] }],
  ])("does not make an operator of %s", async (who, said) => {
    const answer = await signIn({ sub: who, ...said });
    refused(answer, 403, "forbidden");
    expect(await auditRowOf(face, answer)).toMatchObject({ command: "auth.oidc", outcome: "denied" });
  });

  test("is out after twelve hours, when the roles are gone, or the provider", async () => {
    const { id, email } = await anOperator(face, ["support", "finance"]);
    const said = { sub: id, email, groups: ["help desk"] };
    const { headers, refresh_token } = await signedIn(face, issuer, said, STAFF);
    await face.ask("PUT", `/v1/operator/operators/${id}/roles`, { as: "operator", body: { roles: ["finance"] } });
    expect(await statusOf("/v1/me", headers)).toBe(401);
    await face.ask("PUT", `/v1/operator/operators/${id}/roles`, { as: "operator", body: { roles: ["support"] } });
    expect(await statusOf("/v1/me", headers)).toBe(200);
    face.app.config.HOSTWRIGHT_OPERATOR_OIDC_ISSUER = "https://another.example.com";
    expect(await statusOf("/v1/me", headers)).toBe(401);
    face.app.config.HOSTWRIGHT_OPERATOR_OIDC_ISSUER = undefined;
    expect(await statusOf("/v1/me", headers)).toBe(401);
    refused(await face.ask("POST", "/v1/auth/oidc/start", { body: STAFF }), 404, "not_found");
    await operatorsProvider(face, GROUPS);
    await face.clock.advance(12 * 3600_000 + 1);
    refused(await face.ask("POST", "/v1/auth/refresh", { body: { refresh_token } }), 401, "unauthorized");
    await face.renewTokens();
  });
});

describe("acting in a customer's place is over at once", () => {
  /** An operator acts for a customer, from a session that their provider opened. */
  async function acting() {
    const { id, email } = await anOperator(face, ["support"]);
    const now = Math.floor(face.clock.now().getTime() / 1000);
    const said = { sub: id, email, groups: ["help desk"], lies: { auth_time: now } };
    const { refresh_token, headers } = await signedIn(face, issuer, said, STAFF);
    const answer = await face.ask("POST", "/v1/operator/support", { headers, body: supportBody(face) });
    const authorization = `Bearer ${z.object({ access_token: z.string() }).parse(answer.body).access_token}`;
    expect(await statusOf("/v1/servers", { authorization })).toBe(200);
    return { id, refresh_token, sees: () => statusOf("/v1/servers", { authorization }) };
  }

  test("when the operator signs out", async () => {
    const { refresh_token, sees } = await acting();
    expect((await face.ask("POST", "/v1/auth/logout", { body: { refresh_token } })).status).toBeLessThan(300);
    expect(await sees()).toBe(401);
  });

  test("when twelve hours are over since they signed in", async () => {
    const { id, sees } = await acting();
    const created_at = new Date(face.clock.now().getTime() - 12 * 3600_000 - 1);
    await db().updateTable("sessions").set({ created_at }).where("user_id", "=", id).execute();
    expect(await sees()).toBe(401);
  });

  test("when the provider is taken away, and when it is required and was not gone by", async () => {
    const { sees } = await acting();
    face.app.config.HOSTWRIGHT_OPERATOR_OIDC_ISSUER = undefined;
    expect(await sees()).toBe(401);
    await operatorsProvider(face, GROUPS);
    expect(await sees()).toBe(200);
    const own = await supportOf(face);
    expect(await statusOf("/v1/servers", own)).toBe(200);
    face.app.config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED = "yes";
    expect(await statusOf("/v1/servers", own)).toBe(401);
  });
});

test("an operator shows at the provider that it is still them, and has what their groups allow by then", async () => {
  const { id, email } = await anOperator(face, ["support", "admin"]);
  const said = { sub: id, email, groups: ["platform"] };
  const { headers } = await signedIn(face, issuer, said, STAFF);
  await face.clock.advance(11 * 60_000);
  const change = () =>
    face.ask("PUT", `/v1/operator/operators/${id}/roles`, {
      headers,
      body: { roles: ["support", "admin", "finance"] },
    });
  refused(await change(), 403, "step_up_required");
  const prove = async (as: Said) => {
    const body = await comeBackProved(face, issuer, as, headers);
    return face.ask("POST", "/v1/account/step-up/provider/finish", { body, headers });
  };
  refused(await prove({ ...said, sub: "another" }), 403, "forbidden");
  expect((await prove(said)).status).toBe(200);
  expect((await change()).status).toBe(200);
  await prove({ ...said, groups: ["help desk"] });
  expect((await whoIs(headers)).operator_roles).toEqual(["support"]);
  await face.renewTokens();
  await face.ask("PUT", `/v1/operator/operators/${id}/roles`, { as: "operator", body: { roles: [] } });
});

test("where it is required, an operator's password opens nothing and neither do sessions from before; a customer's does", async () => {
  const { headers } = await anOperator(face, ["support"]);
  const logIn = (person: "operator" | "owner") =>
    face.ask("POST", "/v1/auth/login", { body: { email: emailOf(person), password: PASSWORD } });
  const providers = async () => (await face.ask("GET", "/v1/auth/providers")).body;
  expect(await providers()).toEqual({ operators: { required: false } });
  face.app.config.HOSTWRIGHT_OPERATOR_OIDC_REQUIRED = "yes";
  expect(await providers()).toEqual({ operators: { required: true } });
  const answer = await logIn("operator");
  refused(answer, 403, "provider_required");
  const row = { command: "auth.login", outcome: "denied", resource_id: face.sessions.operator.user };
  expect(await auditRowOf(face, answer)).toMatchObject(row);
  expect(await statusOf("/v1/me", headers)).toBe(401);
  expect((await logIn("owner")).status).toBe(200);
  const said = { sub: "olga", email: emailOf("operator"), groups: ["platform"] };
  expect((await signIn(said)).status).toBe(200);
});
