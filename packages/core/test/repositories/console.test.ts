import { expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import {
  connectConsole,
  disconnectConsole,
  endConsoles,
  forgetConsoles,
  openConsole,
  takeFrame,
} from "../../src/console/index.ts";
import type { Tables } from "../../src/kernel/index.ts";
import { type Stage, useStage } from "../stage.ts";
import { run } from "../world.ts";

const MINUTE = 60_000;

/** Ada with a session and a role in the records, and a server of hers that runs. */
async function withAda(stage: Stage): Promise<string> {
  const { ada, world } = stage;
  if (ada.type !== "user") throw new Error("ada is a user");
  const db = world.app.db.kysely;
  const at = world.clock.now();
  await db
    .insertInto("users")
    .values({
      id: ada.user,
      email: "ada@example.com",
      name: "Ada",
      password_hash: "x",
      created_at: at,
    })
    .execute();
  await db
    .insertInto("memberships")
    .values({ tenant_id: ada.tenant, user_id: ada.user, role: "owner", created_at: at })
    .execute();
  const ends = new Date(at.getTime() + 1000 * MINUTE);
  await db
    .insertInto("sessions")
    .values({
      id: ada.session,
      user_id: ada.user,
      tenant_id: ada.tenant,
      created_at: at,
      expires_at: ends,
      revoked_at: null,
    })
    .execute();
  return (await stage.running("web-1")).id;
}

/** Opens a console and connects both sides; the relay's ticket is sealed, so its hash is put there by the test. */
async function connected(stage: Stage, id: string) {
  const { app } = stage.world;
  const { console } = await run(stage.world, stage.ada, openConsole, { id, kind: "serial" });
  const ticket = console.url.split("ticket=")[1] ?? "";
  expect(await connectConsole(app, { id: "r", connection: "B=", ticket })).toBe(true);
  await app.db.kysely.updateTable("consoles").set({ relay_connection: "R=", apart_since: null }).execute();
  return { id: console.id, ticket };
}
const row = (stage: Stage) => stage.world.app.db.kysely.selectFrom("consoles").selectAll().executeTakeFirst();
const say = (stage: Stage, connection: string, frame: object) =>
  takeFrame(stage.world.app, { id: "r", connection, body: JSON.stringify(frame) });
const toSockets = (stage: Stage) => stage.world.sent.flatMap((one) => (one.topic === "socket" ? [one] : []));

describeOnEachDatabase<Tables>("consoles", (opened) => {
  const staged = useStage(opened);

  test("lets a side in once, and gives it the ticket for its next connection", async () => {
    const stage = staged();
    const { ticket } = await connected(stage, await withAda(stage));
    const { app } = stage.world;
    expect(await connectConsole(app, { id: "r", connection: "X=", ticket })).toBe(false);
    const [welcome, peer] = await say(stage, "B=", { t: "hello" });
    expect(welcome).toMatchObject({ connection: "B=" });
    expect(peer).toEqual({ connection: "R=", text: '{"t":"peer","there":true}' });
    const { resume } = JSON.parse(welcome?.text ?? "{}");
    expect(await connectConsole(app, { id: "r", connection: "B2=", ticket: resume })).toBe(true);
    expect((await row(stage))?.browser_connection).toBe("B2=");
    expect(toSockets(stage)).toEqual([{ topic: "socket", connection: "B=", text: null, close: true }]);
  });

  test("passes on what one side says, and tells the other when it has gone", async () => {
    const stage = staged();
    await connected(stage, await withAda(stage));
    const data = { t: "data", n: 0, a: 0, d: "DQ==" };
    expect(await say(stage, "B=", data)).toEqual([{ connection: "R=", text: JSON.stringify(data) }]);
    expect(await say(stage, "B=", { t: "ping" })).toEqual([{ connection: "B=", text: '{"t":"pong"}' }]);
    expect(await disconnectConsole(stage.world.app, { id: "r", connection: "R=" })).toEqual([
      { connection: "B=", text: '{"t":"peer","there":false}' },
    ]);
    expect(await say(stage, "B=", data)).toEqual([]);
    await stage.world.clock.advance(2 * MINUTE);
    expect(await endConsoles(stage.world.app)).toBe(1);
    expect((await row(stage))?.end_code).toBe("relay_lost");
  });

  test.each([
    ["a hold", "server_suspended", (db) => db.updateTable("servers").set({ holds: 1 })],
    ["the power", "server_stopped", (db) => db.updateTable("servers").set({ status: "stopped" })],
    ["a role", "permission_lost", (db) => db.updateTable("memberships").set({ role: "read-only" })],
    ["signing out", "permission_lost", (db) => db.updateTable("sessions").set({ revoked_at: new Date(0) })],
    ["time", "time_limit", (db) => db.updateTable("consoles").set({ ends_at: new Date(0) })],
    ["silence", "idle", (db) => db.updateTable("consoles").set({ input_at: new Date(0) })],
  ] satisfies [string, string, (db: Stage["world"]["app"]["db"]["kysely"]) => { execute(): Promise<unknown> }][])(
    "%s ends it with the next message, or with the sweep",
    async (_name, code, change) => {
      const stage = staged();
      const server = await withAda(stage);
      await connected(stage, server);
      await change(stage.world.app.db.kysely).execute();
      expect(await say(stage, "R=", { t: "data", n: 0, a: 0, d: "DQ==" })).toEqual([]);
      const end = { topic: "socket", text: `{"t":"end","code":"${code}"}`, close: true };
      expect(toSockets(stage)).toEqual([
        { ...end, connection: "B=" },
        { ...end, connection: "R=" },
      ]);
      expect(await row(stage)).toMatchObject({ end_code: code, browser_connection: null, browser_ticket: null });
    },
  );

  test("forgets what ended a month ago", async () => {
    const stage = staged();
    await connected(stage, await withAda(stage));
    await say(stage, "B=", { t: "end", code: "closed" });
    await forgetConsoles(stage.world.app);
    expect(await row(stage)).toBeDefined();
    await stage.world.clock.advance(31 * 24 * 60 * MINUTE);
    await forgetConsoles(stage.world.app);
    expect(await row(stage)).toBeUndefined();
  });

  test("opens ten for a tenant, and takes over one of the same kind instead of refusing it", async () => {
    const stage = staged();
    const server = await withAda(stage);
    const { id } = await connected(stage, server);
    const db = stage.world.app.db.kysely;
    const first = await db.selectFrom("consoles").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    const others = Array.from({ length: 9 }, (_, index) => ({
      ...first,
      id: `con_${index}`,
      kind: "vnc" as const,
      server_id: `srv_${index}`,
      browser_connection: null,
      relay_connection: null,
      relay_ticket: null,
    }));
    await db.insertInto("consoles").values(others).execute();
    await run(stage.world, stage.ada, openConsole, { id: server, kind: "serial" });
    expect(await db.selectFrom("consoles").select("end_code").where("id", "=", id).execute()).toEqual([
      { end_code: "taken_over" },
    ]);
    await expect(run(stage.world, stage.ada, openConsole, { id: server, kind: "vnc" })).rejects.toMatchObject({
      code: "resource_limit_exceeded",
    });
  });
});
