import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./support/answers.ts";
import { Authenticator } from "./support/authenticator.ts";
import { type Answered, emailOf, type Face, openFace, PASSWORD } from "./support/face.ts";
import { aPasskey, aTotp, beginTotp, challengeOf, optionsOf, withoutFactors } from "./support/factors.ts";
import { takeLetters } from "./support/letters.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());
beforeEach(async () => {
  await withoutFactors(face);
  await face.app.db.kysely.updateTable("tenants").set({ requires_second_factor: false }).execute();
  // A minute on, so that no code is the last test's; and the sessions have just proved whose they are.
  await face.clock.advance(60_000);
  await face.renewTokens();
  await takeLetters(face);
});

const tokens = z.object({ access_token: z.string(), refresh_token: z.string() });
const login = (more: object = {}) =>
  face.ask("POST", "/v1/auth/login", { body: { email: emailOf("owner"), password: PASSWORD, ...more } });
const factor = (body: object, headers = {}) => face.ask("POST", "/v1/auth/factor", { body, headers });
const letters = async () => (await takeLetters(face)).map(({ subject }) => subject);
const asOwner = (method: string, path: string, body?: object) =>
  face.ask(method, path, { as: "owner", ...(body ? { body } : {}) });
const ok = (answer: Answered) => expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);

describe("an authenticator app", () => {
  test("is asked for once its first code has confirmed it, and its owner is told", async () => {
    const totp = await beginTotp(face, face.ask, "owner");
    ok(await login());
    const wrong = await asOwner("POST", "/v1/account/totp/actions/confirm", { code: totp.code(-4) });
    expect(refused(wrong, 400, "invalid_input")).toEqual(["code"]);
    ok(await asOwner("POST", "/v1/account/totp/actions/confirm", { code: totp.code() }));
    expect(await letters()).toContain("An authenticator app was added");
    const answer = await login();
    refused(answer, 403, "second_factor_required");
    expect(challengeOf(answer)).toMatchObject({ factors: ["totp", "recovery"], passkey_options: null });
  });

  test("a code is taken once, however often it is sent at once", async () => {
    const { totp } = await aTotp(face, "owner");
    const challenges = [challengeOf(await login()).token, challengeOf(await login()).token];
    const answers = await Promise.all(challenges.map((challenge) => factor({ challenge, code: totp.code() })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    refused(await factor({ challenge: challengeOf(await login()).token, code: totp.code() }), 401, "unauthorized");
    await face.clock.advance(30_000);
    ok(await factor({ challenge: challengeOf(await login()).token, code: totp.code() }));
  });

  test("a challenge is good for one answer, five tries, five minutes, and whoever began it", async () => {
    const { totp } = await aTotp(face, "owner");
    const used = challengeOf(await login()).token;
    ok(await factor({ challenge: used, code: totp.code() }));
    await face.clock.advance(30_000);
    refused(await factor({ challenge: used, code: totp.code() }), 401, "unauthorized");
    const foreign = challengeOf(await login()).token;
    refused(await factor({ challenge: foreign, code: totp.code() }, { "user-agent": "thief" }), 401, "unauthorized");
    const old = challengeOf(await login()).token;
    await face.clock.advance(5 * 60_000);
    refused(await factor({ challenge: old, code: totp.code() }), 401, "unauthorized");
    const tried = challengeOf(await login()).token;
    for (let wrong = 0; wrong < 5; wrong++) {
      await factor({ challenge: tried, code: totp.code(-9) });
      await face.clock.advance(20_000);
    }
    refused(await factor({ challenge: tried, code: totp.code() }), 401, "unauthorized");
    await face.clock.advance(3600_001);
  });

  test("wrong codes count: new challenges are no new tries", async () => {
    const { totp } = await aTotp(face, "owner");
    for (let wrong = 0; wrong < 3; wrong++)
      await factor({ challenge: challengeOf(await login()).token, code: totp.code(-9) });
    const limited = await login();
    refused(limited, 429, "rate_limit_exceeded");
    expect(limited.headers.get("retry-after")).toBe("1");
    await face.clock.advance(1000);
    ok(await factor({ challenge: challengeOf(await login()).token, code: totp.code() }));
  });

  test("its seed is kept sealed, recovery codes as hashes", async () => {
    const { codes } = await aTotp(face, "owner");
    const db = face.app.db.kysely;
    const kept = JSON.stringify([
      await db.selectFrom("recovery_codes").selectAll().execute(),
      await db.selectFrom("audit_log").selectAll().execute(),
    ]);
    expect(codes).toHaveLength(10);
    for (const code of codes) expect(kept).not.toContain(code.slice(0, 9));
    expect((await db.selectFrom("totp_factors").select("seed").executeTakeFirstOrThrow()).seed).toMatch(/^eyJ/);
  });
});

describe("recovery codes", () => {
  test("stand in for the factor, once each, however they are typed", async () => {
    const [first = "", second = ""] = (await aTotp(face, "owner")).codes;
    ok(await factor({ challenge: challengeOf(await login()).token, recovery_code: first }));
    expect(await letters()).toContain("A recovery code was used");
    refused(await factor({ challenge: challengeOf(await login()).token, recovery_code: first }), 401, "unauthorized");
    ok(await factor({ challenge: challengeOf(await login()).token, recovery_code: ` ${second.toUpperCase()} ` }));
  });

  test("new ones end the old", async () => {
    const [old = ""] = (await aTotp(face, "owner")).codes;
    const { body } = await asOwner("POST", "/v1/account/recovery-codes");
    const [fresh = ""] = z.object({ recovery_codes: z.array(z.string()) }).parse(body).recovery_codes;
    refused(await factor({ challenge: challengeOf(await login()).token, recovery_code: old }), 401, "unauthorized");
    ok(await factor({ challenge: challengeOf(await login()).token, recovery_code: fresh }));
  });
});

describe("a passkey", () => {
  const PATH = "/v1/auth/passkey";
  const begin = () => optionsOf(face, `${PATH}/options`);
  const withPasskey = (body: object) => face.ask("POST", PATH, { body });

  test("signs in alone where its holder was checked, and says when it was used", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    const { challenge, options } = await begin();
    ok(await withPasskey({ challenge, passkey: authenticator.assert(options) }));
    const { body } = await asOwner("GET", "/v1/account/factors");
    expect(body).toMatchObject({ passkeys: [{ name: "Laptop", last_used: face.clock.now().toISOString() }] });
    const again = await begin();
    const unchecked = authenticator.assert(again.options, { verified: false });
    refused(await withPasskey({ challenge: again.challenge, passkey: unchecked }), 401, "unauthorized");
  });

  test("the same assertion again is refused, for its challenge and for another", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    const { challenge, options } = await begin();
    const passkey = authenticator.assert(options);
    ok(await withPasskey({ challenge, passkey }));
    refused(await withPasskey({ challenge, passkey }), 401, "unauthorized");
    refused(await withPasskey({ challenge: (await begin()).challenge, passkey }), 401, "unauthorized");
  });

  test("a counter that falls back is a copy's", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    for (const _use of [1, 2]) {
      const { challenge, options } = await begin();
      ok(await withPasskey({ challenge, passkey: authenticator.assert(options) }));
    }
    authenticator.forgetCounter();
    const { challenge, options } = await begin();
    refused(await withPasskey({ challenge, passkey: authenticator.assert(options) }), 401, "unauthorized");
  });

  test("another site's, and one nobody has registered, are refused", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    for (const [who, origin] of [
      [authenticator, "https://hostwright.example"],
      [new Authenticator(), "http://localhost:3000"],
    ] as const) {
      const { challenge, options } = await begin();
      refused(await withPasskey({ challenge, passkey: who.assert(options, { origin }) }), 401, "unauthorized");
    }
  });

  test("is a second factor after the password; another person's is not", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    const theirs = (await aPasskey(face, "other")).authenticator;
    for (const [who, status] of [
      [theirs, 401],
      [authenticator, 200],
    ] as const) {
      const { token, passkey_options } = challengeOf(await login());
      const passkey = who.assert(passkey_options ?? { challenge: "" }, { verified: false });
      expect((await factor({ challenge: token, passkey })).status).toBe(status);
    }
  });

  test("is removed, but never as the only way in", async () => {
    const { id } = await aPasskey(face, "owner");
    const db = face.app.db.kysely;
    const users = db.updateTable("users").where("id", "=", face.sessions.owner.user);
    const { password_hash } = await db
      .selectFrom("users")
      .select("password_hash")
      .where("id", "=", face.sessions.owner.user)
      .executeTakeFirstOrThrow();
    await users.set({ password_hash: "" }).execute();
    refused(await asOwner("DELETE", `/v1/account/passkeys/${id}`), 409, "conflict");
    await users.set({ password_hash }).execute();
    ok(await asOwner("DELETE", `/v1/account/passkeys/${id}`));
    expect(await letters()).toContain("A passkey was removed");
    ok(await login());
  });
});

describe("dangerous commands", () => {
  const makeKey = () => asOwner("POST", "/v1/keys", { name: "pipeline", read_only: true });
  const stepUp = (body: object) => asOwner("POST", "/v1/account/step-up", body);

  test("pass for ten minutes after each proof: password, code, passkey", async () => {
    const { authenticator } = await aPasskey(face, "owner");
    const { totp } = await aTotp(face, "owner");
    const proofs = [
      () => ({ password: PASSWORD }),
      () => ({ code: totp.code() }),
      async () => {
        const { challenge, options } = await optionsOf(face, "/v1/account/step-up/options", "owner");
        return { challenge, passkey: authenticator.assert(options, { verified: false }) };
      },
    ];
    for (const proof of proofs) {
      ok(await makeKey());
      await face.clock.advance(10 * 60_000 + 1);
      await face.renewAccess();
      refused(await makeKey(), 403, "step_up_required");
      refused(await stepUp({ password: "wrong" }), 403, "forbidden");
      ok(await stepUp(await proof()));
    }
    ok(await makeKey());
  });

  test("not for a session that was ended, whatever its token says", async () => {
    ok(await asOwner("DELETE", `/v1/account/sessions/${face.sessions.owner.id}`));
    refused(await makeKey(), 403, "step_up_required");
    refused(await stepUp({ password: PASSWORD }), 401, "unauthorized");
  });
});

describe("a tenant that requires a second factor", () => {
  test("cannot be made one by who has none; then members without one may add one and nothing else", async () => {
    const require = (on: boolean) => asOwner("PUT", "/v1/tenant/second-factor", { second_factor_required: on });
    refused(await require(true), 409, "conflict");
    await aTotp(face, "owner");
    ok(await require(true));
    const body = { email: emailOf("viewer"), password: PASSWORD };
    const viewer = tokens.parse((await face.ask("POST", "/v1/auth/login", { body })).body);
    const ask = (method: string, path: string, token: string, more: object = {}) =>
      face.ask(method, path, { headers: { authorization: `Bearer ${token}` }, ...more });
    refused(await ask("GET", "/v1/servers", viewer.access_token), 403, "second_factor_required");
    const seen = await ask("GET", "/v1/account/factors", viewer.access_token);
    expect(seen.body).toMatchObject({ required_by: { name: "Acme Studios" } });
    const totp = await beginTotp(face, (method, path) => ask(method, path, viewer.access_token), "viewer");
    ok(await ask("POST", "/v1/account/totp/actions/confirm", viewer.access_token, { body: { code: totp.code() } }));
    const refreshed = await face.ask("POST", "/v1/auth/refresh", { body: { refresh_token: viewer.refresh_token } });
    ok(await ask("GET", "/v1/servers", tokens.parse(refreshed.body).access_token));
    refused(await ask("DELETE", "/v1/account/totp", viewer.access_token), 409, "conflict");
  });
});
