import type { paths } from "@hostwright/sdk";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { until } from "../system/clock.ts";
import { startTestSystem, type TestSystem } from "../system.ts";
import { startReceiver } from "./webhook-receiver.ts";

const message = z.object({ id: z.string(), type: z.string(), created: z.iso.datetime(), data: z.looseObject({}) });

let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ webhooksAnywhere: true });
});
afterAll(() => system?.stop());

type Asked = paths["/v1/webhooks"]["post"]["requestBody"]["content"]["application/json"];

async function hook(url: string, events: NonNullable<Asked["events"]> = []) {
  const { data, error } = await system.owner.POST("/v1/webhooks", { body: { url, events } });
  if (!data) throw new Error(JSON.stringify(error));
  return { id: data.webhook.id, secret: data.secret };
}

test("what happens to a server is posted, once each, in words that another's library verifies", async () => {
  const receiver = await startReceiver(() => ({ status: 200 }));
  const { id, secret } = await hook(receiver.url);
  const server = await system.running("hooked");
  const types = () => receiver.received.map(({ body }) => message.parse(JSON.parse(body)).type).sort();
  await until("the events", () => (types().length >= 3 ? true : undefined));
  expect(types()).toEqual(["action.succeeded", "server.created", "server.ordered"]);
  for (const { body, headers } of receiver.received) {
    const signed = { ...headers } as Record<string, string>;
    expect(() => new Webhook(secret).verify(body, signed)).not.toThrow();
    expect(() => new Webhook(secret).verify(body.replace("srv_", "srv-"), signed)).toThrow();
    const hourAgo = { ...signed, "webhook-timestamp": String(Number(signed["webhook-timestamp"]) - 3600) };
    expect(() => new Webhook(secret).verify(body, hourAgo)).toThrow();
  }
  const created = receiver.received
    .map(({ body }) => message.parse(JSON.parse(body)))
    .find((one) => one.type === "server.created");
  expect(created?.data).toMatchObject({ server: server.id });
  const log = await system.owner.GET("/v1/webhooks/{id}/deliveries", { params: { path: { id } } });
  expect(
    log.data?.deliveries.map(({ status, attempts, response_status }) => ({ status, attempts, response_status })),
  ).toEqual([1, 2, 3].map(() => ({ status: "delivered", attempts: 1, response_status: 200 })));
});

test("a test event comes at once, and again when it is replayed, under the same id", async () => {
  const receiver = await startReceiver(() => ({ status: 204 }));
  const { id } = await hook(receiver.url, ["server.deleted"]);
  const ping = await system.owner.POST("/v1/webhooks/{id}/actions/ping", { params: { path: { id } } });
  await until("the ping", () => receiver.received[0]);
  const delivery = ping.data?.delivery.id ?? "";
  await system.owner.POST("/v1/webhooks/{id}/deliveries/{delivery}/actions/replay", {
    params: { path: { id, delivery } },
  });
  await until("the replay", () => receiver.received[1]);
  const [first, second] = receiver.received;
  expect(second?.headers["webhook-id"]).toBe(first?.headers["webhook-id"]);
  expect(second?.body).toBe(first?.body);
});
