import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { letterTo, tokenIn } from "../../system/mail.ts";
import { accept, at, codeOf, config, customer, newAddress, order, signIn } from "./world.ts";

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
});
afterAll(() => new Promise((closed) => hook.close(closed)));

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
