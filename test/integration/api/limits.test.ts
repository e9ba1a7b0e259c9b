import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { refused } from "./support/answers.ts";
import { type Asked, emailOf, type Face, openFace, PASSWORD, type Person } from "./support/face.ts";
import { aKey } from "./support/fixtures/tenants.ts";

const SECRET = "s".repeat(40);

let face: Face;
let restarted: Face;
beforeAll(async () => {
  const settings = {
    HOSTWRIGHT_LIMIT_REQUESTS: "60/60+4",
    HOSTWRIGHT_LIMIT_SIGN_IN: "6/60+3",
    HOSTWRIGHT_DASHBOARD_SECRET: SECRET,
  };
  [face, restarted] = await Promise.all([
    openFace(settings),
    // Nothing listens there.
    openFace({ ...settings, HOSTWRIGHT_REDIS_URL: "redis://127.0.0.1:9" }),
  ]);
});
afterAll(async () => {
  await face.close();
  await restarted.close();
});

/** Every bucket is empty again before each test; tokens last 15 minutes. */
beforeEach(async () => {
  await face.clock.advance(120_000);
  await face.renewTokens();
});

let addresses = 0;
/** A caller from an address of their own, unless told, as the dashboard brings them. */
const from = (address = `198.51.100.${++addresses}`) => ({
  "x-dashboard-secret": SECRET,
  "x-dashboard-viewer": address,
});

async function many(times: number, path: string, asked: () => Asked & { method?: string }, on = face) {
  const answers = [];
  for (let i = 0; i < times; i++) {
    const { method = "GET", ...one } = asked();
    answers.push(await on.ask(method, path, one));
  }
  return answers;
}
const statuses = (answers: { status: number }[]) => answers.map(({ status }) => status);

describe("429 after the burst, for each of those who are counted", () => {
  const as = (person: Person) => () => ({ as: person, headers: from() });

  test("a user, wherever they come from", async () => {
    const answers = await many(5, "/v1/plans", as("operator"));
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 429]);
    const last = answers.at(-1);
    if (!last) throw new Error("no answer");
    refused(last, 429, "rate_limit_exceeded");
    expect(last.headers.get("retry-after")).toBe("1");
    expect(last.headers.get("ratelimit")).toBe('"user";r=0;t=4, "address";r=4;t=0');
    expect(last.headers.get("ratelimit-policy")).toBe('"user";q=60;w=60, "address";q=60;w=60');
    await face.clock.advance(1000);
    expect(statuses(await many(2, "/v1/plans", as("operator")))).toEqual([200, 429]);
  });

  test("an organisation: its people and keys together", async () => {
    await many(2, "/v1/plans", as("owner"));
    await many(2, "/v1/plans", as("viewer"));
    const answers = await many(1, "/v1/plans", as("owner"));
    refused(answers[0] ?? { status: 0, headers: new Headers(), body: {} }, 429, "rate_limit_exceeded");
    expect(answers[0]?.headers.get("ratelimit")).toMatch(/^"user";r=2;t=2, "tenant";r=0;t=4, "address"/);
    expect(statuses(await many(1, "/v1/plans", as("other")))).toEqual([200]);
  });

  test("an API key", async () => {
    const { authorization } = await aKey(face, {}, "other");
    await face.clock.advance(120_000);
    const answers = await many(5, "/v1/plans", () => ({ headers: { ...from(), authorization } }));
    expect(statuses(answers)).toEqual([200, 200, 200, 200, 429]);
    expect(answers.at(-1)?.headers.get("ratelimit")).toMatch(/^"key";r=0;t=4, "tenant";r=0/);
  });

  test("an address: who has no token or a wrong one, and who looks for paths there are not", async () => {
    const headers = from("203.0.113.7");
    const wrong = { ...headers, authorization: "Bearer x.y.z" };
    const answers = [
      ...(await many(2, "/v1/plans", () => ({ headers: wrong }))),
      ...(await many(2, "/v1/plans", () => ({ headers }))),
      ...(await many(1, "/v1/plans", () => ({ as: "owner", headers }))),
      ...(await many(1, "/v1/plans", () => ({ headers: wrong }))),
    ];
    expect(statuses(answers)).toEqual([401, 401, 401, 401, 429, 429]);
    const nowhere = await many(5, "/wp-login.php", () => ({ headers }));
    expect(statuses(nowhere)).toEqual([404, 404, 404, 404, 429]);
    answers.push(...nowhere);
    for (const { headers: said } of answers) expect(said.get("ratelimit")).toMatch(/"address";r=\d+;t=\d+/);
  });
});

describe("signing in", () => {
  const tries = (email: () => string, address: () => Record<string, string>) =>
    many(4, "/v1/auth/login", () => ({
      method: "POST",
      headers: address(),
      body: { email: email(), password: "a wrong password" },
    }));

  test("is limited for an address, whichever account it tries", async () => {
    let name = 0;
    const answers = await tries(
      () => `nobody-${++name}@example.com`,
      () => from("203.0.113.8"),
    );
    expect(statuses(answers)).toEqual([401, 401, 401, 429]);
    expect(answers.at(-1)?.headers.get("ratelimit-policy")).toBe('"sign-in-address";q=6;w=60');
    expect(answers.at(-1)?.headers.get("retry-after")).toBe("10");
  });

  test("is not closed to the owner by strangers who try their account", async () => {
    await tries(
      () => emailOf("viewer"),
      () => from(),
    );
    const [mine] = await many(1, "/v1/auth/login", () => ({
      method: "POST",
      headers: from("192.0.2.77"),
      body: { email: emailOf("viewer"), password: PASSWORD },
    }));
    expect(mine?.status).toBe(200);
  });

  test("is limited for all addresses of an IPv6 /64 together", async () => {
    let host = 0;
    const email = () => `nobody-${host}@example.net`;
    const answers = await tries(email, () => from(`2001:db8:0:7::${++host}`));
    expect(statuses(answers)).toEqual([401, 401, 401, 429]);
    expect(statuses(await tries(email, () => from("2001:db8:0:8::1")))).toContain(401);
  });

  test("counts what cannot even be read", async () => {
    const headers = from("203.0.113.9");
    const answers = await many(4, "/v1/auth/login", () => ({ method: "POST", headers, raw: "{" }));
    expect(statuses(answers)).toEqual([400, 400, 400, 429]);
  });
});

test("nobody but the dashboard is believed whose request it brings", async () => {
  const forged = (secret: string) => () => ({
    headers: { ...from(), "x-dashboard-secret": secret },
  });
  expect(statuses(await many(5, "/nothing", forged("")))).toEqual([404, 404, 404, 404, 429]);
  expect(statuses(await many(1, "/nothing", forged(`${SECRET}x`)))).toEqual([429]);
  expect(statuses(await many(1, "/nothing", () => ({ headers: from() })))).toEqual([404]);
});

test("operators give a tenant more, for its people, its keys and the addresses it comes from", async () => {
  const { member } = face.sessions.other;
  const set = await face.ask("PATCH", `/v1/operator/tenants/${member?.tenant}/quota`, {
    as: "operator",
    body: { requests_per_minute: 120 },
    headers: from(),
  });
  expect(set.status).toBe(200);
  const answers = await many(9, "/v1/plans", () => ({ as: "other", headers: from("203.0.113.10") }));
  expect(statuses(answers)).toEqual([...Array(8).fill(200), 429]);
  expect(answers[0]?.headers.get("ratelimit-policy")).toContain('"tenant";q=120;w=60');
});

test("health needs no store, and is limited for each address all the same", async () => {
  const answers = await many(5, "/health", () => ({ headers: from("203.0.113.11") }), restarted);
  expect(statuses(answers)).toEqual([200, 200, 200, 200, 429]);
});

test("with its store away everything is open, signing in limited by this process, and no answer says what nobody counted", async () => {
  const open = await many(20, "/v1/plans", () => ({ as: "owner", headers: from("203.0.113.12") }), restarted);
  expect(statuses(open)).toEqual(Array(20).fill(200));
  expect(open[5]?.headers.get("ratelimit")).toBeNull();
  const tries = await many(
    4,
    "/v1/auth/login",
    () => ({
      method: "POST",
      headers: from("203.0.113.13"),
      body: { email: emailOf("owner"), password: PASSWORD },
    }),
    restarted,
  );
  expect(statuses(tries)).toEqual([200, 200, 200, 429]);
});
