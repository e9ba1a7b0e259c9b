import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { App } from "@hostwright/core/kernel";
import { countRoundTrips } from "@hostwright/core/kernel/database/index";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { createClient, type HostwrightClient } from "@hostwright/sdk";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../system/clock.ts";
import { startTestControl, type TestControl } from "../system/control.ts";
import { lettersTo, letterTo, tokenIn } from "../system/mail.ts";

const PASSWORD = "tamed otter keeps bees";
const NEXT = "quiet heron counts stars";
let at: TestControl;
let nobody: HostwrightClient;
/** The settings that tests turn. */
let config: { -readonly [K in keyof App["config"]]: App["config"][K] };
let usual: App["config"];
let hook: Server;
let verdict: { status: number; body: string };
let asked: string[];

beforeAll(async () => {
  hook = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    asked.push(body);
    response.writeHead(verdict.status, { "content-type": "application/json" }).end(verdict.body);
  });
  await new Promise<void>((listening) => hook.listen(0, "127.0.0.1", listening));
  at = await startTestControl({
    pace: 20,
    adapt: {
      app(app) {
        usual = app.config;
        config = { ...app.config };
        return { ...app, config };
      },
    },
  });
  nobody = createClient({ baseUrl: at.apiUrl });
});
afterAll(async () => {
  await at?.stop();
  await new Promise((closed) => hook.close(closed));
});
afterEach(() => void Object.assign(config, { HOSTWRIGHT_ORDER_REVIEW_URL: undefined }, usual));

let people = 0;
const newAddress = () => `person-${++people}@hostwright.test`;
const codeOf = (answer: { error?: { error: { code: string } } }) => answer.error?.error.code;

async function signIn(email: string, password = PASSWORD, tenant?: string) {
  const body = { email, password, ...(tenant ? { tenant } : {}) };
  const { data, response } = await nobody.POST("/v1/auth/login", { body });
  return {
    status: response.status,
    refresh: data?.refresh_token ?? "",
    client: createClient({ baseUrl: at.apiUrl, token: data?.access_token ?? "" }),
  };
}
const isAlive = async (refresh_token: string) =>
  (await nobody.POST("/v1/auth/refresh", { body: { refresh_token } })).response.status === 200;

async function askFor(email: string) {
  await nobody.POST("/v1/auth/register", { body: { email } });
  return tokenIn(await letterTo(at.apiUrl, email, /Confirm your e-mail/));
}
const complete = (token: string, more: object = {}) =>
  nobody.POST("/v1/auth/register/complete", {
    body: { token, name: "Nora New", tenant: "Newcomers", password: PASSWORD, ...more },
  });

/** Somebody who has just opened an account, signed in. */
async function customer() {
  const email = newAddress();
  const { data } = await complete(await askFor(email));
  return { email, tenant: data?.tenant.id ?? "", ...(await signIn(email)) };
}

async function invited(owner: HostwrightClient, email: string, role: "admin" | "read-only" | "owner") {
  const answer = await owner.POST("/v1/invitations", { body: { email, role } });
  if (!answer.data) throw new Error(JSON.stringify(answer.error));
  return { id: answer.data.invitation.id, token: tokenIn(await letterTo(at.apiUrl, email, /invites you/)) };
}
const accept = (token: string, more: object = { name: "Ivo Invited", password: PASSWORD }) =>
  nobody.POST("/v1/auth/invitation/accept", { body: { token, ...more } });

const ORDER = { plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [] };
const order = (client: HostwrightClient, name: string) => client.POST("/v1/servers", { body: { ...ORDER, name } });

/** Round trips to the database that one request takes. */
async function roundTrips(path: string, body: object): Promise<number> {
  const found = gatewayRoutes(at.control.app).routes.find(({ route }) => `${route.method} ${route.path}` === path);
  const event = {
    routeKey: path,
    rawPath: path.slice(5),
    rawQueryString: "",
    headers: { "content-type": "application/json" },
    requestContext: { http: { method: "POST", path: path.slice(5), sourceIp: "127.0.0.1" }, requestId: "1" },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
  const { value, roundTrips: count } = await countRoundTrips(async () => found?.answer(event));
  expect(value?.statusCode).toBe(202);
  return count;
}

describe("opening an account", () => {
  test("takes a letter, and ends in a tenant of one's own", async () => {
    const { email, client } = await customer();
    const { data } = await client.GET("/v1/me");
    expect(data).toMatchObject({ user: { email }, tenant: { name: "Newcomers", status: "active" }, role: "owner" });
    expect((await client.GET("/v1/account")).data?.profile.verified).toBe(true);
    expect((await letterTo(at.apiUrl, email, /^Welcome$/)).text).toContain("Newcomers");
  });

  test("answers the same for an address that has one, and tells its reader alone", async () => {
    const { email } = await customer();
    const [known, unknown] = await Promise.all(
      [email, newAddress()].map((one) => nobody.POST("/v1/auth/register", { body: { email: one.toUpperCase() } })),
    );
    expect([known?.response.status, known?.data]).toEqual([unknown?.response.status, unknown?.data]);
    expect((await letterTo(at.apiUrl, email, /have an account already/)).text).not.toContain("token=");
  });

  test.each(["POST /v1/auth/register", "POST /v1/auth/reset"])(
    "costs as much for an address that is known as for one that is not: %s",
    async (path) => {
      const { email } = await customer();
      expect(await roundTrips(path, { email })).toBe(await roundTrips(path, { email: newAddress() }));
    },
  );

  test("works once with a link, also for two at once, and not after a day", async () => {
    const token = await askFor(newAddress());
    const both = await Promise.all([complete(token), complete(token)]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([201, 410]);
    expect(both.map(codeOf)).toContain("link_expired");
    const late = await askFor(newAddress());
    await at.time.jump(DAY, HOUR);
    expect(codeOf(await complete(late))).toBe("link_expired");
  });

  test("makes one account of two links for one address, opened at once", async () => {
    const email = newAddress();
    const first = await askFor(email);
    await nobody.POST("/v1/auth/register", { body: { email } });
    const tokens = [...new Set((await lettersTo(at.apiUrl, email)).map(tokenIn)), first];
    const answers = await Promise.all([...new Set(tokens)].map((token) => complete(token)));
    const made = answers.filter(({ response }) => response.status === 201);
    expect(made).toHaveLength(1);
    for (const answer of answers) if (!made.includes(answer)) expect(codeOf(answer)).toBe("uniqueness_error");
  });

  test("keeps the link when the password is refused, which names the field", async () => {
    const token = await askFor(newAddress());
    const refused = await complete(token, { password: "sunshine-2026" });
    expect(refused.error?.error.details?.fields).toEqual([
      { name: "password", messages: [expect.stringContaining("first that are guessed")] },
    ]);
    expect((await complete(token)).response.status).toBe(201);
  });

  test("fills nobody's mailbox: three letters an hour, however many ask at once", async () => {
    const email = newAddress();
    await Promise.all(Array.from({ length: 12 }, () => nobody.POST("/v1/auth/register", { body: { email } })));
    const after = newAddress();
    await askFor(after);
    expect(await lettersTo(at.apiUrl, email)).toHaveLength(3);
  });

  test("is refused where it is by invitation, and where nobody may", async () => {
    for (const mode of ["invitation", "closed"] as const) {
      config.HOSTWRIGHT_REGISTRATION = mode;
      expect((await nobody.GET("/v1/auth/registration")).data?.registration).toBe(mode);
      expect(codeOf(await nobody.POST("/v1/auth/register", { body: { email: newAddress() } }))).toBe(
        "registration_closed",
      );
    }
  });
});

describe("a password", () => {
  test("is set anew by mail: once, within the hour, and every session ends", async () => {
    const { email, refresh } = await customer();
    const asks = async () => {
      await nobody.POST("/v1/auth/reset", { body: { email } });
      return tokenIn(await letterTo(at.apiUrl, email, /Set a new password/));
    };
    const token = await asks();
    const other = await asks();
    const set = (one: string) => nobody.POST("/v1/auth/reset/complete", { body: { token: one, password: NEXT } });
    const both = await Promise.all([set(token), set(token)]);
    expect(both.map(({ response }) => response.status).sort()).toEqual([200, 410]);
    expect(codeOf(await set(other))).toBe("link_expired");
    expect(await isAlive(refresh)).toBe(false);
    expect([(await signIn(email)).status, (await signIn(email, NEXT)).status]).toEqual([401, 200]);
    await letterTo(at.apiUrl, email, /password was changed/);
    await nobody.POST("/v1/auth/reset", { body: { email } });
    const late = tokenIn(await letterTo(at.apiUrl, email, /Set a new password/));
    await at.time.jump(HOUR + MINUTE, 5 * MINUTE);
    expect(codeOf(await set(late))).toBe("link_expired");
  });

  test("is changed by who knows it; other sessions end, this one goes on", async () => {
    const { email, client, refresh } = await customer();
    const elsewhere = await signIn(email);
    const change = (current_password: string, password = NEXT) =>
      client.POST("/v1/account/password", { body: { current_password, password } });
    expect((await change("something else entirely")).error?.error.details?.fields?.[0]?.name).toBe("current_password");
    expect((await change(PASSWORD, "nora new is my name")).error?.error.details?.fields?.[0]?.name).toBe("password");
    expect(await isAlive(elsewhere.refresh)).toBe(true);
    expect((await change(PASSWORD)).response.status).toBe(200);
    expect([await isAlive(elsewhere.refresh), await isAlive(refresh)]).toEqual([false, true]);
    expect((await signIn(email, NEXT)).status).toBe(200);
  });
});

describe("an address", () => {
  test("changes when both the old and the new one have confirmed, at once too", async () => {
    const { email, client } = await customer();
    const wanted = newAddress();
    expect(
      (await client.POST("/v1/account/email", { body: { email: wanted, password: "wrong" } })).response.status,
    ).toBe(400);
    await client.POST("/v1/account/email", { body: { email: wanted, password: PASSWORD } });
    const sides = [
      ["old", email, /^Confirm that/],
      ["new", wanted, /^Confirm your new/],
    ] as const;
    const confirmed = await Promise.all(
      sides.map(async ([side, to, subject]) => {
        const token = tokenIn(await letterTo(at.apiUrl, to, subject));
        return nobody.POST("/v1/auth/confirm-email", { body: { token, side } });
      }),
    );
    expect(confirmed.map(({ data }) => data?.changed).sort()).toEqual([false, true]);
    expect([(await signIn(email)).status, (await signIn(wanted)).status]).toEqual([401, 200]);
    await letterTo(at.apiUrl, email, /address was changed/);
  });

  test("stays while one side is missing, and when the wish is given up", async () => {
    const { email, client } = await customer();
    const wanted = newAddress();
    await client.POST("/v1/account/email", { body: { email: wanted, password: PASSWORD } });
    const token = tokenIn(await letterTo(at.apiUrl, wanted, /^Confirm your new/));
    expect((await nobody.POST("/v1/auth/confirm-email", { body: { token, side: "new" } })).data?.changed).toBe(false);
    expect((await client.GET("/v1/account")).data?.profile).toMatchObject({
      email,
      email_change: { email: wanted, old_confirmed: false, new_confirmed: true },
    });
    const old = tokenIn(await letterTo(at.apiUrl, email, /^Confirm that/));
    await client.DELETE("/v1/account/email");
    expect(codeOf(await nobody.POST("/v1/auth/confirm-email", { body: { token: old, side: "old" } }))).toBe(
      "link_expired",
    );
  });

  test("that has an account is refused in a letter to its reader, not in the answer", async () => {
    const [one, other] = [await customer(), await customer()];
    const answer = await one.client.POST("/v1/account/email", { body: { email: other.email, password: PASSWORD } });
    expect(answer.response.status).toBe(200);
    expect((await letterTo(at.apiUrl, other.email, /account of its own/)).text).not.toContain("token=");
  });
});

describe("members", () => {
  test("are invited; a reader sees servers and orders none", async () => {
    const owner = await customer();
    const email = newAddress();
    const { token } = await invited(owner.client, email, "read-only");
    const { data } = await nobody.POST("/v1/auth/invitation", { body: { token } });
    expect(data?.invitation).toMatchObject({
      email,
      account: false,
      role_name: "read-only",
      tenant: { name: "Newcomers" },
    });
    const twice = await Promise.all([accept(token), accept(token)]);
    expect(twice.map(({ response }) => response.status).sort()).toEqual([200, 410]);
    const reader = await signIn(email);
    expect((await reader.client.GET("/v1/servers")).response.status).toBe(200);
    expect(codeOf(await order(reader.client, "not-theirs"))).toBe("forbidden");
    expect((await owner.client.GET("/v1/members")).data?.members.map((one) => one.email).sort()).toEqual(
      [email, owner.email].sort(),
    );
  });

  test("with an account join with it, whoever is signed in, and act in several tenants", async () => {
    const [owner, guest] = [await customer(), await customer()];
    const { token } = await invited(owner.client, guest.email, "admin");
    expect((await accept(token, {})).data?.tenant.id).toBe(owner.tenant);
    expect((await guest.client.GET("/v1/me")).data?.memberships).toHaveLength(2);
    expect((await (await signIn(guest.email, PASSWORD, owner.tenant)).client.GET("/v1/me")).data?.role).toBe("admin");
  });

  test("join with the latest letter alone, within a week, and not after it was revoked", async () => {
    const owner = await customer();
    const email = newAddress();
    const { id, token } = await invited(owner.client, email, "read-only");
    const path = { id };
    await owner.client.POST("/v1/invitations/{id}/actions/resend", { params: { path } });
    expect(codeOf(await accept(token))).toBe("link_expired");
    await owner.client.DELETE("/v1/invitations/{id}", { params: { path } });
    const latest = (await lettersTo(at.apiUrl, email)).map(tokenIn);
    for (const one of latest) expect(codeOf(await accept(one))).toBe("link_expired");
    const late = await invited(owner.client, newAddress(), "read-only");
    await at.time.jump(8 * DAY, HOUR);
    expect(codeOf(await accept(late.token))).toBe("link_expired");
    const again = await signIn(owner.email);
    expect((await again.client.GET("/v1/invitations")).data?.invitations).toMatchObject([{ status: "expired" }]);
  });

  test("are not invited by who may give less, nor twice, nor more often than a mailbox bears", async () => {
    const owner = await customer();
    const admin = newAddress();
    await accept((await invited(owner.client, admin, "admin")).token);
    const { client } = await signIn(admin);
    const ask = (email: string, role: "owner" | "admin") => client.POST("/v1/invitations", { body: { email, role } });
    expect(codeOf(await ask(newAddress(), "owner"))).toBe("forbidden");
    expect(codeOf(await ask(owner.email, "admin"))).toBe("uniqueness_error");
    const email = newAddress();
    const path = { id: (await ask(email, "admin")).data?.invitation.id ?? "" };
    expect(codeOf(await ask(email, "admin"))).toBe("uniqueness_error");
    const resend = () => client.POST("/v1/invitations/{id}/actions/resend", { params: { path } });
    const answers = [await resend(), await resend(), await resend()];
    expect(answers.map(codeOf)).toEqual([undefined, undefined, "rate_limit_exceeded"]);
  });

  test("leave an owner behind: of two who go at once, one stays", async () => {
    const owner = await customer();
    const { data: alone } = await owner.client.GET("/v1/members");
    const mine = { params: { path: { id: alone?.members[0]?.id ?? "" } } };
    expect(codeOf(await owner.client.POST("/v1/tenant/actions/leave"))).toBe("conflict");
    expect(codeOf(await owner.client.DELETE("/v1/members/{id}", mine))).toBe("conflict");
    expect(codeOf(await owner.client.PATCH("/v1/members/{id}", { ...mine, body: { role: "admin" } }))).toBe("conflict");
    const email = newAddress();
    await accept((await invited(owner.client, email, "owner")).token);
    const second = await signIn(email);
    const answers = await Promise.all([owner.client, second.client].map((one) => one.POST("/v1/tenant/actions/leave")));
    expect(answers.map(({ response }) => response.status).sort()).toEqual([200, 409]);
  });

  test("who are removed are out: session, sign-in and letter", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const admin = await signIn(email);
    const { data } = await owner.client.GET("/v1/members");
    const id = data?.members.find((one) => one.email === email)?.id ?? "";
    const first = data?.members.find((one) => one.you)?.id ?? "";
    expect(codeOf(await admin.client.DELETE("/v1/members/{id}", { params: { path: { id: first } } }))).toBe(
      "forbidden",
    );
    expect((await owner.client.DELETE("/v1/members/{id}", { params: { path: { id } } })).response.status).toBe(200);
    expect([await isAlive(admin.refresh), (await signIn(email)).status]).toEqual([false, 403]);
    await letterTo(at.apiUrl, email, /no longer a member/);
  });

  test("who are demoted or removed give themselves nothing back with a token from before", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const { client } = await signIn(email);
    const mine = { params: { path: { id: (await client.GET("/v1/me")).data?.user.id ?? "" } } };
    await owner.client.PATCH("/v1/members/{id}", { ...mine, body: { role: "read-only" } });
    expect(codeOf(await client.PATCH("/v1/members/{id}", { ...mine, body: { role: "admin" } }))).toBe("forbidden");
    const role = { name: "Back door", permissions: ["member:manage" as const] };
    expect(codeOf(await client.POST("/v1/roles", { body: role }))).toBe("forbidden");
    await owner.client.DELETE("/v1/members/{id}", mine);
    const body = { email: newAddress(), role: "admin" };
    expect(codeOf(await client.POST("/v1/invitations", { body }))).toBe("forbidden");
  });

  test("whom their last tenant let go open one of their own, with the account they have", async () => {
    const owner = await customer();
    const email = newAddress();
    await accept((await invited(owner.client, email, "admin")).token);
    const before = (await (await signIn(email)).client.GET("/v1/me")).data;
    const path = { id: before?.user.id ?? "" };
    await owner.client.DELETE("/v1/members/{id}", { params: { path } });
    expect((await complete(await askFor(email), { tenant: "Alone", password: NEXT })).response.status).toBe(201);
    expect((await signIn(email)).status).toBe(401);
    const { client } = await signIn(email, NEXT);
    expect((await client.GET("/v1/me")).data).toMatchObject({ user: { id: path.id }, tenant: { name: "Alone" } });
    await nobody.POST("/v1/auth/register", { body: { email } });
    await letterTo(at.apiUrl, email, /have an account already/);
  });
});

describe("before an order", () => {
  test("a new tenant waits for an operator where it is looked at; both are written to", async () => {
    config.HOSTWRIGHT_REVIEW_TENANTS = "yes";
    const { email, tenant, client } = await customer();
    expect((await client.GET("/v1/me")).data?.tenant?.status).toBe("pending_review");
    expect(codeOf(await order(client, "too-early"))).toBe("tenant_under_review");
    await letterTo(at.apiUrl, "operator@hostwright.test", /waits for approval/);
    const operator = (await signIn("operator@hostwright.test", at.password)).client;
    const listed = await operator.GET("/v1/operator/tenants", { params: { query: { status: "pending_review" } } });
    expect(listed.data?.tenants).toMatchObject([{ id: tenant, owner: { email } }]);
    const params = { path: { id: tenant } };
    await operator.POST("/v1/operator/tenants/{id}/actions/refuse", { params, body: { reason: "No such company." } });
    expect(codeOf(await order(client, "refused"))).toBe("tenant_refused");
    expect((await letterTo(at.apiUrl, email, /cannot take/)).text).toContain("No such company.");
    await operator.POST("/v1/operator/tenants/{id}/actions/approve", { params });
    expect((await order(client, "now")).response.status).toBe(202);
    await letterTo(at.apiUrl, email, /is approved/);
  });

  test("the review hook's word counts, and its silence as the setting says", async () => {
    const { tenant, client } = await customer();
    const { port } = hook.address() as AddressInfo;
    config.HOSTWRIGHT_ORDER_REVIEW_URL = `http://127.0.0.1:${port}/review`;
    asked = [];
    for (const [answer, code] of [
      [{ verdict: "allow" }, undefined],
      [{ verdict: "deny", reason: "We do not know this card." }, "order_refused"],
      [{ verdict: "hold" }, "order_under_review"],
      [{ verdict: "perhaps" }, "maintenance"],
    ] as const) {
      verdict = { status: 200, body: JSON.stringify(answer) };
      expect(codeOf(await order(client, `asked-${asked.length}`))).toBe(code);
    }
    expect(JSON.parse(asked[0] ?? "")).toMatchObject({
      tenant,
      order: { kind: "server", plan: "s1", location: "fra1" },
    });
    verdict = { status: 500, body: "" };
    expect(codeOf(await order(client, "silent"))).toBe("maintenance");
    config.HOSTWRIGHT_ORDER_REVIEW_SILENT = "allow";
    expect((await order(client, "let-through")).response.status).toBe(202);
  });

  test("somebody whom an operator invites owns the tenant that was made for them", async () => {
    config.HOSTWRIGHT_REGISTRATION = "invitation";
    const operator = (await signIn("operator@hostwright.test", at.password)).client;
    const email = newAddress();
    const body = { name: "Invited Inc", owner_email: email };
    expect((await operator.POST("/v1/operator/tenants", { body })).response.status).toBe(201);
    const letter = await letterTo(at.apiUrl, email, /Our staff invites you to Invited Inc/);
    expect((await accept(tokenIn(letter))).response.status).toBe(200);
    expect((await (await signIn(email)).client.GET("/v1/me")).data).toMatchObject({ role: "owner" });
  });
});
