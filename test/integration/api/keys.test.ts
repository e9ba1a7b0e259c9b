import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { errorOf } from "./support/answers.ts";
import { type Face, openFace } from "./support/face.ts";
import { aServer, order } from "./support/fixtures/servers.ts";
import { aKey } from "./support/fixtures/tenants.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

const withKey = (authorization: string, method: string, path: string, body?: unknown) =>
  face.ask(method, path, { headers: { authorization }, ...(body === undefined ? {} : { body }) });

describe("an API key", () => {
  test("acts for its tenant, is shown once, and says when and from where it was last used", async () => {
    const { id, authorization } = await aKey(face, { name: "shop" });
    const ordered = await withKey(authorization, "POST", "/v1/servers", order());
    expect(ordered.status).toBe(202);
    const { body } = await face.ask("GET", "/v1/keys", { as: "owner" });
    expect(body).toMatchObject({
      keys: [{ id, name: "shop", last_used: { at: face.clock.now().toISOString(), address: "127.0.0.1" } }],
    });
    expect(JSON.stringify(body)).not.toContain(authorization.slice("Bearer ".length));
    const stored = await face.app.db.kysely.selectFrom("api_keys").selectAll().where("id", "=", id).executeTakeFirst();
    expect(JSON.stringify(stored)).not.toContain(authorization.slice("Bearer ".length));
  });

  test("is named in the audit trail", async () => {
    const { id, authorization } = await aKey(face, { name: "auditor" });
    const { server } = await aServer(face, "running");
    await withKey(authorization, "PATCH", `/v1/servers/${server}`, { labels: { by: "key" } });
    const { body } = await face.ask("GET", `/v1/audit?resource=${server}`, { as: "owner" });
    const by = expect.objectContaining({ actor: { type: "key", id, name: "auditor" }, command: "server.update" });
    expect(body).toMatchObject({ entries: expect.arrayContaining([by]) });
  });

  test("reads and no more when it is read-only", async () => {
    const { authorization } = await aKey(face, { read_only: true });
    expect((await withKey(authorization, "GET", "/v1/servers")).status).toBe(200);
    expect(errorOf(await withKey(authorization, "POST", "/v1/servers", order()))).toMatchObject({ code: "forbidden" });
  });

  test("does only what it was given", async () => {
    const { authorization } = await aKey(face, { permissions: ["server:read", "server:power"] });
    const { server } = await aServer(face, "running");
    expect((await withKey(authorization, "POST", `/v1/servers/${server}/actions/reboot`)).status).toBe(202);
    expect((await withKey(authorization, "DELETE", `/v1/servers/${server}`)).status).toBe(403);
  });

  test("sees nothing of another tenant", async () => {
    const { authorization } = await aKey(face, {}, "other");
    const { server } = await aServer(face, "running");
    expect((await withKey(authorization, "GET", `/v1/servers/${server}`)).status).toBe(404);
  });

  test("neither makes nor revokes keys", async () => {
    const { id, authorization } = await aKey(face);
    expect((await withKey(authorization, "POST", "/v1/keys", { name: "child" })).status).toBe(403);
    expect((await withKey(authorization, "GET", "/v1/keys")).status).toBe(403);
    expect((await withKey(authorization, "DELETE", `/v1/keys/${id}`)).status).toBe(403);
  });

  test("works until it is revoked", async () => {
    const { id, authorization } = await aKey(face);
    expect((await withKey(authorization, "GET", "/v1/servers")).status).toBe(200);
    expect((await face.ask("DELETE", `/v1/keys/${id}`, { as: "owner" })).status).toBe(200);
    expect((await withKey(authorization, "GET", "/v1/servers")).status).toBe(401);
    expect((await face.ask("DELETE", `/v1/keys/${id}`, { as: "owner" })).status).toBe(404);
  });

  test("works until it expires", async () => {
    const expires = new Date(face.clock.now().getTime() + 60_000).toISOString();
    const { authorization } = await aKey(face, { expires });
    expect((await withKey(authorization, "GET", "/v1/servers")).status).toBe(200);
    await face.clock.advance(60_000);
    expect(errorOf(await withKey(authorization, "GET", "/v1/servers"))).toMatchObject({
      code: "unauthorized",
      message: "the API key has expired",
    });
    await face.renewTokens();
  });

  test("is refused outside its networks", async () => {
    const here = await aKey(face, { addresses: ["127.0.0.0/8", "::1/128"] });
    expect((await withKey(here.authorization, "GET", "/v1/servers")).status).toBe(200);
    const elsewhere = await aKey(face, { addresses: ["198.51.100.0/24", "2001:db8::/32"] });
    expect(errorOf(await withKey(elsewhere.authorization, "GET", "/v1/servers"))).toMatchObject({
      code: "forbidden",
      message: "this API key may not be used from 127.0.0.1",
    });
    // Only the edge and the dashboard may say who calls, and neither does here.
    const claimed = { "x-viewer-address": "198.51.100.7", "x-dashboard-viewer": "198.51.100.7" };
    const headers = { authorization: elsewhere.authorization, ...claimed };
    expect((await face.ask("GET", "/v1/servers", { headers })).status).toBe(403);
  });

  test("loses what its maker loses", async () => {
    const { authorization } = await aKey(face, {}, "other");
    expect((await withKey(authorization, "POST", "/v1/servers", order())).status).toBe(202);
    const membership = face.app.db.kysely.updateTable("memberships").where("user_id", "=", face.sessions.other.user);
    await membership.set({ role: "read-only" }).execute();
    expect((await withKey(authorization, "POST", "/v1/servers", order())).status).toBe(403);
    await face.app.db.kysely.deleteFrom("memberships").where("user_id", "=", face.sessions.other.user).execute();
    expect((await withKey(authorization, "GET", "/v1/servers")).status).toBe(401);
  });
});

describe("making a key", () => {
  const make = (body: object, as: "owner" | "viewer" = "owner") => face.ask("POST", "/v1/keys", { as, body });
  test.each([
    ["permissions", { permissions: ["key:manage"] }],
    ["permissions", { permissions: ["server:read"], read_only: true }],
    ["expires", { expires: "2020-01-01T00:00:00.000Z" }],
    ["addresses.0", { addresses: ["203.0.113.7/33"] }],
    ["name", { name: "  " }],
  ])("names %s where it is wrong: %j", async (field, body) => {
    const answer = await make({ name: "wrong", ...body });
    expect(answer.status).toBe(400);
    expect(JSON.stringify(errorOf(answer).details)).toContain(`"${field}`);
  });

  test("is not for who may only read", async () => {
    expect((await make({ name: "mine" }, "viewer")).status).toBe(403);
  });
});
