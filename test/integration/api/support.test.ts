import type { OperatorRole } from "@hostwright/core/access";
import { jsonIn } from "@hostwright/core/kernel/database/index";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, refused } from "./support/answers.ts";
import { type Face, openFace } from "./support/face.ts";
import { aServer, order } from "./support/fixtures/servers.ts";
import { aNote, supportBody, supportOf, tenantOf } from "./support/fixtures/staff.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

const asked = (authorization: string, method: string, path: string, body?: unknown) =>
  face.ask(method, path, { headers: { authorization }, ...(body === undefined ? {} : { body }) });

test("an operator acts in a customer's place, and the customer reads that and why, not who", async () => {
  const { server } = await aServer(face, "running");
  const { authorization } = await supportOf(face);
  expect((await asked(authorization, "GET", "/v1/me")).body).toMatchObject({
    operator: false,
    user: { id: face.sessions.owner.user },
    support: { reason: supportBody(face).reason },
  });
  expect((await asked(authorization, "PATCH", `/v1/servers/${server}`, { labels: { by: "us" } })).status).toBe(200);
  const trail = JSON.stringify((await face.ask("GET", "/v1/audit?limit=100", { as: "viewer" })).body);
  expect(trail).toContain("support.start");
  expect(trail).toContain(supportBody(face).reason);
  expect(trail).not.toContain(face.sessions.operator.user);
  expect(trail).not.toContain("Olga Operator");
});

test("no more than the customer may, and nothing that answers a secret or costs money", async () => {
  const { server } = await aServer(face, "running");
  const inViewersPlace = (await supportOf(face, "viewer")).authorization;
  refused(await asked(inViewersPlace, "POST", `/v1/servers/${server}/actions/reboot`), 403, "forbidden");
  const { authorization } = await supportOf(face);
  expect((await asked(authorization, "POST", `/v1/servers/${server}/actions/reboot`)).status).toBe(202);
  for (const [method, path, body] of [
    ["POST", "/v1/keys", { name: "mine" }],
    ["POST", "/v1/servers", order()],
    ["POST", `/v1/servers/${server}/actions/reset-access`, {}],
    ["DELETE", `/v1/servers/${server}`, undefined],
    ["GET", "/v1/operator/servers", undefined],
  ] as const)
    refused(await asked(authorization, method, path, body), 403, "forbidden");
});

test("ends when its operator says so, when its time is over, and with the operator's role", async () => {
  const first = await supportOf(face);
  expect((await face.ask("DELETE", `/v1/operator/support/${first.id}`, { as: "operator" })).status).toBe(200);
  refused(await asked(first.authorization, "GET", "/v1/servers"), 401, "unauthorized");

  const second = await supportOf(face);
  const staff = (roles: OperatorRole[]) =>
    face.app.db.kysely
      .updateTable("users")
      .set({ operator_roles: jsonIn(roles) })
      .where("id", "=", face.sessions.operator.user)
      .execute();
  await staff(["finance"]);
  refused(await asked(second.authorization, "GET", "/v1/servers"), 401, "unauthorized");
  await staff(["admin"]);
  expect((await asked(second.authorization, "GET", "/v1/servers")).status).toBe(200);

  await face.clock.advance(31 * 60_000);
  expect(errorOf(await asked(second.authorization, "GET", "/v1/servers")).code).toBe("unauthorized");
  await face.renewTokens();
});

test("never in another operator's place, nor in a stranger's, nor without a reason or for longer than an hour", async () => {
  const ask = (more: object) =>
    face.ask("POST", "/v1/operator/support", { as: "operator", body: { ...supportBody(face), ...more } });
  refused(await ask({ user: face.sessions.operator.user }), 403, "forbidden");
  expect(refused(await ask({ user: face.sessions.other.user }), 400, "invalid_input")).toEqual(["user"]);
  expect(refused(await ask({ reason: "  " }), 400, "invalid_input")).toEqual(["reason"]);
  expect(refused(await ask({ minutes: 61 }), 400, "invalid_input")).toEqual(["minutes"]);
});

test("staff notes are their author's to change, and no customer reads of them", async () => {
  const note = await aNote(face);
  await face.app.db.kysely
    .updateTable("staff_notes")
    .set({ author_id: face.sessions.viewer.user })
    .where("id", "=", note)
    .execute();
  const at = `/v1/operator/notes/${note}`;
  refused(await face.ask("PATCH", at, { as: "operator", body: { text: "mine" } }), 403, "forbidden");
  refused(await face.ask("DELETE", at, { as: "operator" }), 403, "forbidden");
  expect((await face.ask("PATCH", at, { as: "operator", body: { pinned: true } })).body).toMatchObject({
    note: { pinned: true, own: false },
  });
  const trail = JSON.stringify((await face.ask("GET", "/v1/audit?limit=100", { as: "owner" })).body);
  expect(trail).not.toContain("staff");
  expect(
    (await face.ask("GET", `/v1/operator/notes?subject=${tenantOf(face)}`, { as: "operator" })).body,
  ).toMatchObject({
    notes: [{ id: note, subject: tenantOf(face) }],
  });
});
