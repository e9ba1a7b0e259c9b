import { deliverDue, fanOut } from "@hostwright/core/webhook";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { refused } from "./api/support/answers.ts";
import { type Face, openFace } from "./api/support/face.ts";
import { aKey } from "./api/support/fixtures/tenants.ts";
import { startReceiver } from "./webhook-receiver.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

/** Posts to a receiver on this machine, as a developer's installation would. */
const app = () => ({ ...face.app, config: { ...face.app.config, HOSTWRIGHT_WEBHOOKS_ANYWHERE: "yes" as const } });

/** A webhook of the owner's tenant that leads to `url`. */
async function hookTo(url: string, events: string[] = []): Promise<string> {
  const { body } = await face.ask("POST", "/v1/webhooks", {
    as: "owner",
    body: { url: "https://example.com/", events },
  });
  const { id } = z.object({ webhook: z.object({ id: z.string() }) }).parse(body).webhook;
  await face.app.db.kysely.updateTable("webhooks").set({ url }).where("id", "=", id).execute();
  return id;
}

let count = 0;
const happens = (type = "server.deleted", tenant: string | null = face.sessions.owner.member?.tenant ?? null) => ({
  "detail-type": type,
  time: face.clock.now().toISOString(),
  detail: { id: `evt_${++count}`, tenant, server: "srv_1" },
});

async function stateOf(id: string) {
  const { body } = await face.ask("GET", `/v1/webhooks/${id}`, { as: "owner" });
  return z.object({ webhook: z.looseObject({ active: z.boolean() }) }).parse(body).webhook;
}

const deliveries = z.object({ deliveries: z.array(z.object({ type: z.string(), body: z.string().nullable() })) });

async function only<T>(run: () => Promise<T>): Promise<T> {
  await face.app.db.kysely.deleteFrom("webhook_deliveries").execute();
  await face.app.db.kysely.deleteFrom("webhooks").execute();
  await face.renewTokens();
  return run();
}

test("a receiver that fails is tried again after a minute, five, thirty, and told once it answers", () =>
  only(async () => {
    let status = 500;
    const { url, received } = await startReceiver(() => ({ status }));
    await hookTo(url);
    await fanOut(app(), happens());
    await deliverDue(app());
    expect(received).toHaveLength(1);
    for (const pause of [MINUTE, 5 * MINUTE, 30 * MINUTE]) {
      await face.clock.advance(pause - 1);
      await deliverDue(app());
      const before = received.length;
      await face.clock.advance(1);
      if (received.length === 3) status = 200;
      await deliverDue(app());
      expect(received).toHaveLength(before + 1);
    }
    await face.clock.advance(24 * HOUR);
    await deliverDue(app());
    expect(received).toHaveLength(4);
    expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  }));

test("an event that comes twice makes one delivery, and two who deliver at once post it once", () =>
  only(async () => {
    const { url, received } = await startReceiver(() => ({ status: 200 }));
    await hookTo(url);
    const event = happens();
    expect(await fanOut(app(), event)).toHaveLength(1);
    expect(await fanOut(app(), event)).toHaveLength(0);
    await Promise.all([deliverDue(app()), deliverDue(app())]);
    expect(received).toHaveLength(1);
  }));

test("only events that are asked for, of the webhook's own tenant, are posted", () =>
  only(async () => {
    const { url } = await startReceiver(() => ({ status: 200 }));
    await hookTo(url, ["server.deleted"]);
    expect(await fanOut(app(), happens("server.created"))).toHaveLength(0);
    expect(await fanOut(app(), happens("server.deleted", face.sessions.other.member?.tenant))).toHaveLength(0);
    expect(await fanOut(app(), happens("finding.opened", null))).toHaveLength(0);
    expect(await fanOut(app(), happens("server.deleted"))).toHaveLength(1);
  }));

test("a redirect is not followed", () =>
  only(async () => {
    const elsewhere = await startReceiver(() => ({ status: 200 }));
    const { url, received } = await startReceiver(() => ({ status: 302, location: elsewhere.url }));
    await hookTo(url);
    await fanOut(app(), happens());
    await deliverDue(app());
    expect(received).toHaveLength(1);
    expect(elsewhere.received).toHaveLength(0);
  }));

test("a receiver that is gone turns its webhook off, and says why", () =>
  only(async () => {
    const { url } = await startReceiver(() => ({ status: 410 }));
    const id = await hookTo(url);
    await fanOut(app(), happens());
    await deliverDue(app());
    expect(await stateOf(id)).toMatchObject({
      active: false,
      disabled_reason: "The receiver answered 410: it is gone.",
    });
    expect(await fanOut(app(), happens())).toHaveLength(0);
  }));

test("three days without one delivery turn a webhook off; its owner turns it on again", () =>
  only(async () => {
    const { url } = await startReceiver(() => ({ status: 503 }));
    const id = await hookTo(url);
    await fanOut(app(), happens());
    await deliverDue(app());
    await face.clock.advance(73 * HOUR);
    await deliverDue(app());
    await face.renewTokens();
    expect(await stateOf(id)).toMatchObject({ active: false, disabled_reason: "Nothing got through for three days." });
    await face.ask("PATCH", `/v1/webhooks/${id}`, { as: "owner", body: { active: true } });
    expect(await stateOf(id)).toMatchObject({ active: true, disabled_reason: null, failing_since: null });
  }));

test("an address inside is refused when it is given, and again when it is used", () =>
  only(async () => {
    const make = (url: string) => face.ask("POST", "/v1/webhooks", { as: "owner", body: { url } });
    expect(refused(await make("https://169.254.169.254/latest/meta-data"), 400, "invalid_input")).toEqual(["url"]);
    expect(refused(await make("http://example.com/"), 400, "invalid_input")).toEqual(["url"]);
    expect(refused(await make("file:///etc/passwd"), 400, "invalid_input")).toEqual(["url"]);
    const { url, received } = await startReceiver(() => ({ status: 200 }));
    // A name that has come to lead inside since: what is stored is no longer believed.
    const id = await hookTo(url.replace("127.0.0.1", "localhost"));
    await fanOut(face.app, happens());
    await deliverDue(face.app);
    expect(received).toHaveLength(0);
    const { body } = await face.ask("GET", `/v1/webhooks/${id}/deliveries`, { as: "owner" });
    expect(JSON.stringify(body)).toContain("which is not on the internet");
  }));

test("what tells of the audit trail is led elsewhere, and read, only by those who may read the trail", () =>
  only(async () => {
    const { url, received } = await startReceiver(() => ({ status: 500 }));
    const id = await hookTo(url, ["audit.recorded", "server.deleted"]);
    await fanOut(app(), happens());
    const [told = ""] = await fanOut(app(), happens("audit.recorded"));
    await deliverDue(app());
    expect(received).toHaveLength(2);
    const path = `/v1/webhooks/${id}`;
    const { authorization } = await aKey(face, { permissions: ["webhook:read", "webhook:manage"] });
    const manager = (method: string, at = "", body?: unknown) =>
      face.ask(method, `${path}${at}`, { headers: { authorization }, ...(body === undefined ? {} : { body }) });
    for (const body of [{ url: "https://thief.example/" }, { active: true }])
      refused(await manager("PATCH", "", body), 403, "forbidden");
    refused(await manager("PATCH", "", { events: ["audit.recorded"] }), 400, "invalid_input");
    refused(await manager("POST", "/actions/rotate-secret"), 403, "forbidden");
    refused(await manager("POST", `/deliveries/${told}/actions/replay`), 403, "forbidden");
    expect((await manager("POST", "/actions/ping")).status).toBe(201);
    const bodies = async (answer: ReturnType<typeof manager>) =>
      Object.fromEntries(deliveries.parse((await answer).body).deliveries.map(({ type, body }) => [type, body]));
    const posted = expect.stringContaining("evt_");
    const all = { ping: posted, "server.deleted": posted, "audit.recorded": posted };
    expect(await bodies(manager("GET", "/deliveries"))).toEqual({ ...all, "audit.recorded": null });
    expect(await bodies(face.ask("GET", `${path}/deliveries`, { as: "owner" }))).toEqual(all);
    // Without the trail the webhook is theirs to lead anywhere, and what of it still waits does not come along.
    const elsewhere = await startReceiver(() => ({ status: 200 }));
    expect((await manager("PATCH", "", { events: [], url: "https://thief.example/" })).status).toBe(200);
    await face.app.db.kysely.updateTable("webhooks").set({ url: elsewhere.url }).where("id", "=", id).execute();
    await face.clock.advance(MINUTE);
    await deliverDue(app());
    expect(elsewhere.received.map(({ body }) => JSON.parse(body).type).sort()).toEqual(["ping", "server.deleted"]);
    expect(received).toHaveLength(2);
  }));
