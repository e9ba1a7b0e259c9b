import { apiHandler } from "@hostwright/functions/http";
import { apis } from "@hostwright/functions/manifest";
import { startGateway } from "@hostwright/local/gateway";
import { gatewayRoutes } from "@hostwright/local/system/functions";
import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type Face, openFace } from "./support/face.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

const body = (text: string | undefined): unknown => JSON.parse(text ?? "null");

test("a request that waits for a lock beyond its Lambda's time answers 503 and changes nothing", async () => {
  const { db } = face.app;
  const named = () => db.kysely.selectFrom("tenants").select("id").where("name", "=", "late").execute();
  const handler = apiHandler(() => face.app, apis.quota);
  const tenant = face.sessions.owner.member?.tenant ?? "";
  const path = `/v1/operator/tenants/${tenant}/quota`;
  const event = {
    version: "2.0",
    routeKey: "PATCH /v1/operator/tenants/{id}/quota",
    rawPath: path,
    rawQueryString: "",
    headers: { authorization: `Bearer ${face.tokens.operator}`, "content-type": "application/json" },
    requestContext: { http: { method: "PATCH", path, sourceIp: "127.0.0.1" }, requestId: "1" },
    pathParameters: { id: tenant },
    body: JSON.stringify({ servers: 7 }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2;
  const context = { getRemainingTimeInMillis: () => 2_050 } as Context;
  const answer = await db.kysely.transaction().execute(async (trx) => {
    await trx.updateTable("tenants").set({ name: "late" }).where("id", "=", tenant).execute();
    return handler(event, context);
  });
  expect(answer.statusCode).toBe(503);
  expect(answer.headers?.["retry-after"]).toBe("5");
  expect(body(answer.body)).toMatchObject({ error: { code: "maintenance" } });
  expect(await named()).toHaveLength(1);
  const shown = await face.ask("GET", path, { as: "operator" });
  expect(shown.body).toMatchObject({ overrides: { servers: null } });
  // The lock it waited for is free again: the same request passes now.
  const again = await handler(event, { getRemainingTimeInMillis: () => 15_000 } as Context);
  expect(body(again.body)).toMatchObject({ overrides: { servers: 7 } });
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
