import type { App } from "@hostwright/core/kernel";
import { countRoundTrips } from "@hostwright/core/kernel/database/index";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import { createClient } from "@hostwright/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PEOPLE } from "../system/people.ts";
import { KEY, startTestSystem, type TestSystem } from "../system.ts";
import { gatewayEvent } from "./api/support/event.ts";

/** While set, the process dies right after its commit: nothing leaves. */
let dead = false;
let system: TestSystem;
beforeAll(async () => {
  const adapt = (app: App): App => ({
    ...app,
    deliver: (envelopes) => (dead ? Promise.reject(new Error("killed")) : app.deliver(envelopes)),
  });
  system = await startTestSystem({ pace: 20, adapt: { app: adapt } });
});
afterAll(() => system?.stop());

test("what a process had committed before it died is delivered by the sweep", async () => {
  dead = true;
  const { action } = await system.order("swept");
  const { request_id } = await system.action(action);
  const waiting = async () => {
    const rows = await system.db.selectFrom("outbox").select("topic").where("request_id", "=", request_id).execute();
    return rows.map(({ topic }) => topic).sort();
  };
  expect(await waiting()).toEqual(["event", "execution"]);
  dead = false;
  expect((await system.actionEnd(action)).status).toBe("success");
  expect(await waiting()).toEqual([]);
});

test("an order's command takes at most 12 round trips to the database, key and commit included, and two for its limits", async () => {
  const { data } = await createClient({ baseUrl: system.control.apiUrl }).POST("/v1/auth/login", {
    body: { email: PEOPLE.owner, password: system.secrets.demo_password },
  });
  const { routes } = gatewayRoutes(system.app);
  const order = routes.find(({ route }) => route.method === "POST" && route.path === "/v1/servers");
  const body = {
    name: "counted",
    plan: "s1",
    image: "debian-13",
    location: "fra1",
    ssh_keys: [KEY],
    labels: { tier: "web", env: "test" },
  };
  const event = gatewayEvent("POST", "/v1/servers", {
    headers: { authorization: `Bearer ${data?.access_token}`, "idempotency-key": "counted" },
    body,
  });
  const { value, roundTrips } = await countRoundTrips(async () => order?.answer(event));
  expect(value?.statusCode).toBe(202);
  // One of them counts the request, and one asks for the tenant's rate, once a minute.
  expect(roundTrips).toBeLessThanOrEqual(14);
  await system.actionEnd(JSON.parse(value?.body ?? "{}").action.id);
});

test("every command leaves its audit row, a denial one of its own", async () => {
  const { id } = await system.running("audited");
  const path = { id };
  await system.owner.PATCH("/v1/servers/{id}", { params: { path }, body: { labels: { a: "b" } } });
  const denied = await system.as("viewer").DELETE("/v1/servers/{id}", { params: { path } });
  expect(denied.response.status).toBe(403);
  const foreign = await system.as("stranger").DELETE("/v1/servers/{id}", { params: { path } });
  expect(foreign.response.status).toBe(404);
  const rows = await system.db.selectFrom("audit_log").selectAll().orderBy("id").execute();
  const ours = rows.filter((row) => row.resource_id === id).map((row) => `${row.command} ${row.outcome}`);
  expect(ours).toEqual(["server.create done", "server.update done"]);
  const denial = rows.filter((row) => row.outcome === "denied" && row.command === "server.delete");
  expect(denial).toHaveLength(1);
  expect(denial[0]).toMatchObject({ actor_type: "user", request_id: expect.stringMatching(/^req_/) });
  expect(await system.server(id)).toMatchObject({ status: "running" });
});
