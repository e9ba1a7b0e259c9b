import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { errorOf } from "./support/answers.ts";
import { hostile, nastyText, nearly, valid } from "./support/arbitrary.ts";
import { answerProblems, type Operation, operations } from "./support/description.ts";
import { type Answered, type Face, openFace, type Person } from "./support/face.ts";
import { aServer, KEY } from "./support/fixtures/servers.ts";

/** Requests an operation; with `HOSTWRIGHT_FUZZ_SEED` the same ones as a run that failed. `npm run fuzz` sends many more. */
const RUNS = Number(process.env.HOSTWRIGHT_FUZZ_RUNS ?? 8);
/** A request that has no answer by then hangs. */
const PATIENCE_MS = Math.max(120_000, RUNS * 1000);
const SEED = Number(process.env.HOSTWRIGHT_FUZZ_SEED ?? Date.now() % 2 ** 31);

let face: Face;
let sent = 0;
/** Values that mean something to the API, by field name. */
let known: Record<string, string[]>;
beforeAll(async () => {
  console.info(`fuzz seed ${SEED}`);
  face = await openFace();
  const [running, stopped, foreign] = [
    await aServer(face, "running"),
    await aServer(face, "stopped"),
    await aServer(face, "running", "other"),
  ];
  const db = face.app.db.kysely;
  const idsOf = async (table: "endpoints" | "nodes" | "tenants") =>
    (await db.selectFrom(table).select("id").execute()).map((row) => row.id);
  const ids = [running, stopped, foreign].flatMap(({ server, action }) => [server, action]);
  known = {
    id: [...ids, ...(await idsOf("endpoints")), ...(await idsOf("nodes"))],
    resource: ids,
    tenant: await idsOf("tenants"),
    plan: ["s1", "m1"],
    image: ["debian-13"],
    location: ["fra1", "hel1"],
    ssh_keys: [KEY],
    name: ["web-1", "web-2"],
    label_selector: ["env", "env=prod", "env in (prod,test)", "!env"],
    cursor: [Buffer.from(JSON.stringify(["web-1", running.server])).toString("base64url")],
    email: ["demo@hostwright.test"],
    address: ["198.18.0.10", "2001:db8:1:10::1"],
  };
});
afterAll(async () => {
  console.info(`${sent} requests sent`);
  await face.close();
});

interface Request {
  as: Person | undefined;
  params: unknown;
  query: unknown;
  body: unknown;
  key: string | undefined;
}

/** Valid requests, ones with one thing wrong, and ones that mean harm. */
function requests({ parameters = [], requestBody }: Operation): fc.Arbitrary<Request> {
  const fields = (place: string) => {
    const found = parameters.filter((one) => one.in === place);
    const optional = found.map((one) => [one.name, valid(one.schema, known, one.name)] as const);
    return fc.record(Object.fromEntries(optional), {
      requiredKeys: found.filter((one) => one.required).map((one) => one.name),
    });
  };
  const body = requestBody ? valid(requestBody.content["application/json"].schema, known) : fc.constant(undefined);
  const three = (values: fc.Arbitrary<unknown>) =>
    fc.oneof(
      { weight: 5, arbitrary: values },
      { weight: 4, arbitrary: nearly(values) },
      { weight: 1, arbitrary: hostile },
    );
  return fc.record({
    as: fc.constantFrom<Person | undefined>("owner", "owner", "operator", "operator", "viewer", "other", undefined),
    params: fc.oneof({ weight: 4, arbitrary: fields("path") }, { weight: 1, arbitrary: fc.record({ id: nastyText }) }),
    query: fc.oneof({ weight: 3, arbitrary: fields("query") }, { weight: 1, arbitrary: nearly(fields("query")) }),
    body: requestBody
      ? three(body)
      : fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: hostile }),
    key: fc.option(fc.oneof(fc.constantFrom("a", "b"), nastyText.map(latin1)), { nil: undefined, freq: 6 }),
  });
}

/** What a header can carry at all. */
const latin1 = (text: string): string => text.replace(/[^\x20-\x7e\xa0-\xff]/g, "?").slice(0, 300);
const fieldsOf = (value: unknown): [string, unknown][] =>
  Object.entries(z.record(z.string(), z.unknown()).catch({}).parse(value));
const escaped = (value: unknown): string =>
  encodeURIComponent((typeof value === "object" ? JSON.stringify(value) : String(value)).toWellFormed());

function send(method: string, path: string, { as, params, query, body, key }: Request): Promise<Answered> {
  const ids = Object.fromEntries(fieldsOf(params));
  const filled = path.replace(/\{(\w+)\}/g, (_all, name: string) => escaped(ids[name] ?? "x") || "x");
  const search = fieldsOf(query)
    .map(([name, value]) => `${escaped(name)}=${escaped(value)}`)
    .join("&");
  sent += 1;
  return face.ask(method, search ? `${filled}?${search}` : filled, {
    ...(as ? { as } : {}),
    ...(body === undefined || method === "GET" ? {} : { body }),
    headers: key === undefined ? {} : { "idempotency-key": key },
  });
}

function check(method: string, path: string, answer: Answered): void {
  expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
  // Too long for the gateway itself: no handler of ours has seen it.
  if (answer.status === 431) return;
  expect(answer.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{26}$/);
  if (answer.status === 405 || answer.status === 404) return void errorOf(answer);
  expect(answerProblems(method, path, answer)).toEqual([]);
  if (answer.status < 400) return;
  const error = errorOf(answer);
  if (answer.headers.get("idempotency-replayed") === null && error.code === "invalid_input")
    expect(error.details?.fields).not.toHaveLength(0);
}

test.each(operations.map((one) => [`${one.method} ${one.path}`, one] as const))(
  "%s",
  async (_name, { method, path, operation }) => {
    await fc.assert(
      fc.asyncProperty(requests(operation), async (request) => {
        check(method, path, await send(method, path, request));
      }),
      { seed: SEED, numRuns: path.startsWith("/v1/auth/login") ? Math.ceil(RUNS / 4) : RUNS },
    );
  },
  PATIENCE_MS,
);

test(
  "bodies and addresses that are hardly HTTP",
  async () => {
    const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Uint8Array.from(array));
    const path = fc
      .array(
        nastyText.map((text) => escaped(text)),
        { maxLength: 5 },
      )
      .map((parts) => `/v1/${parts.join("/")}`);
    await fc.assert(
      fc.asyncProperty(
        bytes,
        path,
        fc.constantFrom("GET", "POST", "PATCH", "DELETE", "PUT"),
        async (raw, address, method) => {
          sent += 2;
          const posted = await face.ask("POST", "/v1/servers", { as: "owner", raw });
          expect(posted.status).toBe(400);
          const wandered = await face.ask(method, address, { as: "owner" });
          expect([200, 400, 404, 405, 414, 431]).toContain(wandered.status);
        },
      ),
      { seed: SEED, numRuns: RUNS * 3 },
    );
  },
  PATIENCE_MS,
);
