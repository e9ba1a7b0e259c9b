import { newId, type OutboxMessage } from "@hostwright/core/kernel";
import { jsonIn } from "@hostwright/core/kernel/database/index";
import { apiHandler } from "@hostwright/functions/http";
import { mailHandler } from "@hostwright/functions/mail";
import { apis } from "@hostwright/functions/manifest";
import { resultsHandler } from "@hostwright/functions/results";
import { scheduleHandler } from "@hostwright/functions/schedule";
import { stepHandler } from "@hostwright/functions/step";
import { webhooksHandler } from "@hostwright/functions/webhooks";
import { startGateway } from "@hostwright/local/gateway";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import type { Context } from "aws-lambda";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { gatewayEvent, queueRecord } from "./support/event.ts";
import { type Face, openFace } from "./support/face.ts";
import { order } from "./support/fixtures/servers.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());
afterEach(() => void vi.useRealTimers());

const body = (text: string | undefined): unknown => JSON.parse(text ?? "null");

test("a request that waits for a lock beyond its Lambda's time answers 503 and changes nothing", async () => {
  const { db } = face.app;
  const named = () => db.kysely.selectFrom("tenants").select("id").where("name", "=", "late").execute();
  const handler = apiHandler(() => face.app, apis.quota);
  const tenant = face.sessions.owner.member?.tenant ?? "";
  const path = `/v1/operator/tenants/${tenant}/quota`;
  const event = gatewayEvent("PATCH", path, {
    route: "/v1/operator/tenants/{id}/quota",
    params: { id: tenant },
    headers: { authorization: `Bearer ${face.tokens.operator}` },
    body: { servers: 7 },
  });
  const answer = await db.kysely.transaction().execute(async (trx) => {
    await trx.updateTable("tenants").set({ name: "late" }).where("id", "=", tenant).execute();
    return handler(event, new Remaining(2_050).context);
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers?.["retry-after"]).toBe("5");
  expect(body(answer.body)).toMatchObject({ error: { code: "maintenance" } });
  expect(await named()).toHaveLength(1);
  const shown = await face.ask("GET", path, { as: "operator" });
  expect(shown.body).toMatchObject({ overrides: { servers: null } });
  // The lock it waited for is free again: the same request passes now.
  const again = await handler(event, new Remaining(15_000).context);
  expect(body(again.body)).toMatchObject({ overrides: { servers: 7 } });
});

/** A Lambda's time, as a test lets it pass. */
class Remaining {
  ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  get context(): Context {
    return { getRemainingTimeInMillis: () => this.ms } as Context;
  }
}

test("a step that has happened, and whose Lambda ends while it is told on, is tried again instead of undone", async () => {
  const { kysely } = face.app.db;
  const ordered = await face.ask("POST", "/v1/servers", { as: "owner", body: order() });
  const action = z.object({ server: z.object({ action: z.string() }) }).parse(ordered.body).server.action;
  const event = { workflow: "server.create", action, attempt: 1, step: "clone", phase: "do" as const, token: "t" };
  const steps = () => kysely.selectFrom("action_steps").selectAll().where("action_id", "=", action).execute();
  const jobs = () => kysely.selectFrom("jobs").selectAll().where("action_id", "=", action).execute();
  // The step has been committed, however long that took; what tells of it does not end, and the time does.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const deliver = async () => {
    vi.advanceTimersByTime(60_000);
    return new Promise<never>(() => {});
  };
  const hanging = stepHandler(() => ({ ...face.app, deliver }));
  await expect(hanging(event, new Remaining(60_000).context)).rejects.toMatchObject({ name: "Retryable" });
  vi.useRealTimers();
  const done = await steps();
  expect(done.map(({ name, status }) => [name, status])).toContainEqual(["clone", "running"]);
  await stepHandler(() => face.app)(event, new Remaining(60_000).context);
  expect(await steps()).toEqual(done);
  expect(await jobs()).toHaveLength(1);
});

test("relays' messages for which no time is left go back to the queue, those before are taken", async () => {
  const beat = (relay: string) =>
    queueRecord(relay, {
      type: "heartbeat",
      version: 1,
      relay,
      location: "fra1",
      relay_version: "1",
      started_at: "2026-11-20T11:00:00.000Z",
      at: "2026-11-20T12:00:00.000Z",
      running_jobs: 0,
      problems: [],
    });
  const Records = ["taken", "late", "later"].map(beat);
  const time = new Remaining(30_000);
  // While the first one is taken, the time runs out.
  const clock = Object.assign(Object.create(face.clock), {
    now() {
      time.ms = 4_000;
      return face.clock.now();
    },
  });
  const take = resultsHandler(() => ({ ...face.app, clock }));
  const answer = await take({ Records }, time.context);
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "late" }, { itemIdentifier: "later" }] });
  const relays = await face.app.db.kysely.selectFrom("relays").select("name").execute();
  expect(relays.map(({ name }) => name)).toEqual(expect.arrayContaining(["taken"]));
  expect(relays.map(({ name }) => name)).not.toContain("late");
});

test("letters for which no time is left wait as if nobody had taken them", async () => {
  const { kysely } = face.app.db;
  const payload = jsonIn<OutboxMessage>({
    topic: "mail",
    to: "a@example.com",
    subject: "Hello",
    lines: ["Hello"],
    link: null,
  });
  const row = { topic: "mail" as const, payload, request_id: "req_1", attempts: 0, claimed_until: null };
  const created_at = face.clock.now();
  await kysely.deleteFrom("outbox").execute();
  await kysely
    .insertInto("outbox")
    .values(Array.from({ length: 8 }, () => ({ ...row, id: newId("evt", created_at), created_at })))
    .execute();
  const posted: string[] = [];
  const time = new Remaining(120_000);
  const post = mailHandler(
    () => face.app,
    async ({ to }) => {
      posted.push(to);
      time.ms = 59_000;
    },
  );
  await post({ task: "post" }, time.context);
  expect(posted).toHaveLength(5);
  expect(await kysely.selectFrom("outbox").select(["attempts", "claimed_until"]).execute()).toEqual(
    Array.from({ length: 3 }, () => ({ attempts: 0, claimed_until: null })),
  );
  await post({ task: "post" }, new Remaining(120_000).context);
  expect(posted).toHaveLength(8);
});

test("a schedule without time takes nothing up; the next one does", async () => {
  const { kysely } = face.app.db;
  const run = scheduleHandler(() => face.app);
  const unsealed = () => kysely.selectFrom("audit_log").select("id").where("seq", "is", null).execute();
  await face.ask("PATCH", "/v1/account", { as: "owner", body: { language: "de" } });
  expect((await unsealed()).length).toBeGreaterThan(0);
  await run({ task: "sweep" }, new Remaining(19_000).context);
  expect((await unsealed()).length).toBeGreaterThan(0);
  await run({ task: "sweep" }, new Remaining(120_000).context);
  expect(await unsealed()).toEqual([]);
});

test("a webhook's delivery for which no time is left is not counted as tried", async () => {
  const { kysely } = face.app.db;
  const now = face.clock.now();
  const id = newId("dlv", now);
  await kysely
    .insertInto("webhook_deliveries")
    .values({
      id,
      tenant_id: face.sessions.owner.member?.tenant ?? "",
      webhook_id: newId("whk", now),
      event_id: "evt_1",
      replay: "",
      event_type: "ping",
      body: "{}",
      status: "pending",
      attempts: 0,
      due_at: now,
      created_at: now,
      response_status: null,
      response: null,
      response_ms: null,
      ended_at: null,
    })
    .execute();
  const work = webhooksHandler(() => face.app);
  const attempts = async () =>
    (await kysely.selectFrom("webhook_deliveries").select("attempts").where("id", "=", id).executeTakeFirst())
      ?.attempts;
  await work({ task: "retry" }, new Remaining(14_000).context);
  expect(await attempts()).toBe(0);
  await work({ task: "retry" }, new Remaining(60_000).context);
  expect(await attempts()).toBe(1);
});

test("a gateway that is closed lets what is under way end, and sends everything else elsewhere", async () => {
  const { routes, fallback } = gatewayRoutes(face.app);
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const gateway = await startGateway({
    port: 0,
    fallback,
    routes: routes.map((one) =>
      one.route.path !== "/v1/me"
        ? one
        : {
            ...one,
            answer: async (event) => {
              begun.resolve();
              await finish.promise;
              return one.answer(event);
            },
          },
    ),
  });
  const slow = fetch(`${gateway.url}/v1/me`, { headers: { authorization: `Bearer ${face.tokens.owner}` } });
  await begun.promise;
  const closed = gateway.close();
  const ready = await fetch(`${gateway.url}/ready`);
  expect([ready.status, ready.headers.get("retry-after")]).toEqual([503, "5"]);
  expect(z.object({ error: z.object({ code: z.string() }) }).parse(await ready.json()).error.code).toBe("maintenance");
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200);
  finish.resolve();
  expect((await slow).status).toBe(200);
  await closed;
  await expect(fetch(`${gateway.url}/health`)).rejects.toThrow();
});
