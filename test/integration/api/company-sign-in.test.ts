import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { aProvider, comeBack, comeBackProved, settingOf, signedIn } from "./support/company.ts";
import { emailOf, type Face, openFace, PASSWORD } from "./support/face.ts";
import type { Issuer, Said } from "./support/issuer.ts";

const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });
const me = z.looseObject({
  user: z.object({ id: z.string(), email: z.string(), name: z.string() }),
  tenant: z.object({ id: z.string() }),
  role: z.string(),
  memberships: z.array(z.unknown()),
});

let face: Face;
let issuer: Issuer;
beforeAll(async () => {
  face = await openFace({ HOSTWRIGHT_WEBHOOKS_ANYWHERE: "yes" });
  issuer = await aProvider(face);
});
beforeEach(() => issuer.bend.clear());
afterAll(async () => {
  await issuer.close();
  await face.close();
});

const OWNERS = { sub: "owner", email: emailOf("owner") };
const finish = (body: object) => face.ask("POST", "/v1/auth/oidc/finish", { body });
const signIn = async (said: Said, start?: object) => finish(await comeBack(face, issuer, said, start));
const whoIs = async (answer: { body: unknown }) => {
  const authorization = `Bearer ${tokens.parse(answer.body).access_token}`;
  return me.parse((await face.ask("GET", "/v1/me", { headers: { authorization } })).body);
};
const tenant = () => face.sessions.owner.member?.tenant ?? "";

describe("whom the company's provider vouches for", () => {
  test("is let in as the member with that address, found by the address or in the tenant that was named", async () => {
    expect(await whoIs(await signIn(OWNERS))).toMatchObject({
      user: { id: face.sessions.owner.user },
      tenant: { id: tenant() },
      role: "owner",
    });
    expect((await whoIs(await signIn(OWNERS, { tenant: tenant() }))).user.id).toBe(face.sessions.owner.user);
  });

  test("is known by the provider's word for them from then on, whatever their address there becomes", async () => {
    await signIn(OWNERS);
    const renamed = await whoIs(await signIn({ ...OWNERS, email: "renamed@hostwright.test" }));
    expect(renamed.user.id).toBe(face.sessions.owner.user);
  });

  test("becomes a member with the role for newcomers, once, without a password", async () => {
    const grace = { sub: "grace", email: "Grace@hostwright.test", name: "Grace" };
    const first = await whoIs(await signIn(grace));
    expect(first).toMatchObject({ user: { email: "grace@hostwright.test", name: "Grace" }, role: "read-only" });
    expect((await whoIs(await signIn(grace))).user.id).toBe(first.user.id);
    const body = { email: "grace@hostwright.test", password: "x" };
    refused(await face.ask("POST", "/v1/auth/login", { body }), 401, "unauthorized");
  });

  test("is no newcomer where only members get in", async () => {
    await aProvider(face, { newcomers: null });
    refused(await signIn({ sub: "new", email: "new@hostwright.test" }), 403, "forbidden");
    await aProvider(face);
  });

  test.each([
    ["an address that nobody has confirmed", { email: "x@hostwright.test", email_verified: false }, "email_unverified"],
    ["no word of it", { email: "x@hostwright.test", email_verified: undefined }, "email_unverified"],
    ["a word in place of yes", { email: "x@hostwright.test", email_verified: "true" }, "email_unverified"],
    ["an address of another domain", { email: "x@elsewhere.test" }, "forbidden"],
    ["no address", {}, "forbidden"],
  ])("is not let in with %s", async (_what, said, code) => {
    refused(await signIn({ sub: "x", ...said }), 403, code);
  });

  test.each(["other", "operator"] as const)("never takes an account outside of the tenant: %s's", async (person) => {
    refused(await signIn({ sub: `as-${person}`, email: emailOf(person) }), 409, "conflict");
  });

  test("is out when they are a member no more", async () => {
    const said = { sub: "leaver", email: "leaver@hostwright.test" };
    const { user } = await whoIs(await signIn(said));
    await face.ask("DELETE", `/v1/members/${user.id}`, { as: "owner" });
    refused(await signIn(said), 409, "conflict");
  });
});

describe("a sign-in is refused, and nobody let in", () => {
  test.each([
    ["another nonce", { nonce: "another" }],
    ["another audience", { aud: "another" }],
    ["another issuer", { iss: "http://127.0.0.1:1" }],
    ["further audiences and no word for whom", { aud: ["hostwright", "another"], azp: "another" }],
    ["a token that ran out", { exp: 1_000_000_000 }],
  ])("with %s", async (_what, lies) => {
    refused(await signIn({ ...OWNERS, lies }), 401, "unauthorized");
  });

  test("with a key that is not the provider's", async () => {
    issuer.bend.set("/keys", (response) =>
      response.writeHead(200, { "content-type": "application/json" }).end('{"keys":[]}'),
    );
    refused(await signIn(OWNERS), 401, "unauthorized");
  });

  test("with another state, and the challenge is spent by it", async () => {
    const back = await comeBack(face, issuer, OWNERS);
    refused(await finish({ ...back, state: "another" }), 401, "unauthorized");
    refused(await finish(back), 401, "unauthorized");
  });

  test("with what was used before: the whole of it, or its code under a new challenge", async () => {
    const back = await comeBack(face, issuer, OWNERS);
    expect((await finish(back)).status).toBe(200);
    refused(await finish(back), 401, "unauthorized");
    const { code: _own, ...rest } = await comeBack(face, issuer, OWNERS);
    refused(await finish({ ...rest, code: back.code }), 401, "unauthorized");
  });

  test("by what came in at another provider's redirect URI, and its code goes nowhere", async () => {
    const { headers } = await signedIn(face, issuer, OWNERS);
    let asked = 0;
    issuer.bend.set("/token", (response) => {
      asked++;
      response.writeHead(400).end();
    });
    const { url } = z
      .object({ url: z.string() })
      .parse((await face.ask("POST", "/v1/auth/oidc/start", { body: { tenant: tenant() } })).body);
    const settings = z
      .object({ redirect_url: z.string() })
      .parse((await face.ask("GET", "/v1/tenant/sign-in", { as: "owner" })).body);
    expect(new URL(url).searchParams.get("redirect_uri")).toBe(settings.redirect_url);
    expect(settings.redirect_url).toMatch(new RegExp(`/auth/oidc/callback/${tenant()}$`));
    for (const callback of ["staff", face.sessions.other.member?.tenant]) {
      const back = await comeBack(face, issuer, OWNERS);
      refused(await finish({ ...back, callback }), 401, "unauthorized");
      const proof = { ...(await comeBackProved(face, issuer, OWNERS, headers)), callback };
      const answer = await face.ask("POST", "/v1/account/step-up/provider/finish", { body: proof, headers });
      refused(answer, 403, "forbidden");
    }
    const { callback: _none, ...unsaid } = await comeBack(face, issuer, OWNERS);
    expect(refused(await finish(unsaid), 400, "invalid_input")).toEqual(["callback"]);
    expect(asked).toBe(0);
  });

  test("of ten answers to one challenge at once, one is taken", async () => {
    const back = await comeBack(face, issuer, OWNERS);
    const answers = await Promise.all(Array.from({ length: 10 }, () => finish(back)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("by another program, and after five minutes", async () => {
    const taken = await comeBack(face, issuer, OWNERS);
    const headers = { "user-agent": "Another/1" };
    refused(await face.ask("POST", "/v1/auth/oidc/finish", { body: taken, headers }), 401, "unauthorized");
    const late = await comeBack(face, issuer, OWNERS);
    await face.clock.advance(5 * 60_000 + 1);
    refused(await finish(late), 401, "unauthorized");
    await face.renewTokens();
  });

  test("with a clear word while the provider is away, or sends us elsewhere", async () => {
    const back = await comeBack(face, issuer, OWNERS);
    issuer.bend.set("/token", (response) => response.writeHead(503).end());
    refused(await finish(back), 503, "maintenance");
    issuer.bend.set("/.well-known/openid-configuration", (response) =>
      response.writeHead(302, { location: "http://169.254.169.254/" }).end(),
    );
    const body = { email: "a@hostwright.test" };
    refused(await face.ask("POST", "/v1/auth/oidc/start", { body }), 503, "maintenance");
  });

  test("without a company for the address", async () => {
    const body = { email: "a@nobody.test" };
    refused(await face.ask("POST", "/v1/auth/oidc/start", { body }), 404, "not_found");
  });
});

describe("its session", () => {
  test("is good for the tenant alone: no other is shown, none switched to, and nothing is the person's own", async () => {
    const db = face.app.db.kysely;
    const elsewhere = face.sessions.other.member?.tenant ?? "";
    const row = { tenant_id: elsewhere, user_id: face.sessions.owner.user, role: "owner", scope: null };
    await db
      .insertInto("memberships")
      .values({ ...row, created_at: face.clock.now() })
      .execute();
    const answer = await signIn(OWNERS);
    const { access_token, refresh_token } = tokens.parse(answer.body);
    expect((await whoIs(answer)).memberships).toHaveLength(1);
    const switched = { refresh_token, tenant: elsewhere };
    refused(await face.ask("POST", "/v1/auth/switch", { body: switched }), 403, "forbidden");
    const headers = { authorization: `Bearer ${access_token}` };
    for (const path of ["sessions", "factors", "export", "erasure"])
      refused(await face.ask("GET", `/v1/account/${path}`, { headers }), 403, "forbidden");
    const body = { confirm: OWNERS.email };
    refused(await face.ask("POST", "/v1/account/erasure", { headers, body }), 403, "forbidden");
    await db.deleteFrom("memberships").where("tenant_id", "=", elsewhere).where("user_id", "=", row.user_id).execute();
  });

  describe("shows once more whose it is at the provider, which asks them again", () => {
    const MINUTE = 60_000;
    const finishProof = (body: object, headers: { authorization: string }) =>
      face.ask("POST", "/v1/account/step-up/provider/finish", { body, headers });
    const dangerous = (headers: { authorization: string }) =>
      face.ask("PUT", "/v1/tenant/sign-in", { body: settingOf(issuer), headers });

    test("and dangerous commands pass for ten minutes", async () => {
      const { headers } = await signedIn(face, issuer, OWNERS);
      const answer = await dangerous(headers);
      refused(answer, 403, "step_up_required");
      expect(JSON.stringify(answer.body)).toContain("/v1/account/step-up/provider/start");
      refused(
        await face.ask("POST", "/v1/account/step-up", { headers, body: { password: PASSWORD } }),
        403,
        "forbidden",
      );
      const back = await comeBackProved(face, issuer, OWNERS, headers);
      expect((await finishProof(back, headers)).status).toBe(200);
      expect((await dangerous(headers)).status).toBe(200);
      refused(await finishProof(back, headers), 403, "forbidden");
      await face.renewTokens();
    });

    test("and a sign-in is a proof from when the provider says it asked them, not from when it let them in", async () => {
      const ago = (minutes: number) => Math.floor(face.clock.now().getTime() / 1000) - minutes * 60;
      const whenAsked = async (auth_time: number | undefined) =>
        dangerous((await signedIn(face, issuer, { ...OWNERS, lies: { auth_time } })).headers);
      refused(await whenAsked(undefined), 403, "step_up_required");
      refused(await whenAsked(ago(11)), 403, "step_up_required");
      expect((await whenAsked(ago(9))).status).toBe(200);
      // Clocks differ: what lies ahead is now, and no longer.
      const { headers } = await signedIn(face, issuer, { ...OWNERS, lies: { auth_time: ago(-60) } });
      await face.clock.advance(11 * MINUTE);
      refused(await dangerous(headers), 403, "step_up_required");
      await face.renewTokens();
    });

    test("but not with what fits a sign-in, another person, another session's person, or nobody asked", async () => {
      const { headers } = await signedIn(face, issuer, OWNERS);
      const grace = { sub: "grace", email: "grace@hostwright.test" };
      const other = await signedIn(face, issuer, grace);
      const seconds = () => Math.floor(face.clock.now().getTime() / 1000);
      refused(await finishProof(await comeBack(face, issuer, OWNERS), headers), 403, "forbidden");
      refused(await finishProof(await comeBackProved(face, issuer, grace, headers), headers), 403, "forbidden");
      const hers = await comeBackProved(face, issuer, grace, other.headers);
      refused(await finishProof(hers, headers), 403, "forbidden");
      const begunByOwner = await comeBackProved(face, issuer, grace, headers);
      refused(await finishProof(begunByOwner, other.headers), 403, "forbidden");
      const old = { ...OWNERS, lies: { auth_time: seconds() - 90 } };
      refused(await finishProof(await comeBackProved(face, issuer, old, headers), headers), 403, "forbidden");
      const silent = { ...OWNERS, lies: { auth_time: undefined } };
      refused(await finishProof(await comeBackProved(face, issuer, silent, headers), headers), 409, "conflict");
      const own = await face.ask("POST", "/v1/account/step-up/provider/start", { as: "owner" });
      refused(own, 409, "conflict");
    });
  });

  test("ends with the provider that let it in; what the person has of their own goes on", async () => {
    const { refresh_token } = tokens.parse((await signIn(OWNERS)).body);
    expect((await face.ask("DELETE", "/v1/tenant/sign-in", { as: "owner" })).status).toBe(200);
    refused(await face.ask("POST", "/v1/auth/refresh", { body: { refresh_token } }), 401, "unauthorized");
    expect((await face.ask("GET", "/v1/me", { as: "owner" })).status).toBe(200);
    expect(await face.app.db.kysely.selectFrom("company_identities").selectAll().execute()).toEqual([]);
    await aProvider(face);
  });
});
