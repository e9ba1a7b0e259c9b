import { RENEW_MS } from "@hostwright/core/console/jobs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { HOUR, MINUTE, until } from "../system/clock.ts";
import { ConsoleBrowser } from "../system/console-browser.ts";
import { type Ordered, startTestSystem, type TestSystem } from "../system.ts";

let system: TestSystem;
let server: Ordered;
beforeAll(async () => {
  system = await startTestSystem({ pace: 1 });
  server = await system.running("web-1");
});
afterAll(() => system?.stop());

const order = async (id: string, person: "owner" | "viewer" | "stranger" = "owner") =>
  system.as(person).POST("/v1/servers/{id}/console", { params: { path: { id } }, body: { kind: "serial" } });
const urlOf = async (id: string) => (await order(id)).data?.console.url ?? "";
/** The HTTP status with which a connection was refused; 101 where it was let in. */
const dial = (url: string) =>
  new Promise<number>((resolve) => {
    const socket = new WebSocket(url);
    socket.on("open", () => {
      socket.close();
      resolve(101);
    });
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
    socket.on("error", () => undefined);
  });
const rows = () => system.db.selectFrom("consoles").selectAll().orderBy("id", "desc").execute();

describe("a serial console", () => {
  test("shows what the server prints, and types what is typed", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.shows(/web-1 login: $/);
    console.type("root\r");
    await console.shows(/Password: $/);
    console.type("secret\r");
    await console.shows(/root@web-1:~# $/);
    console.type("hostname\r");
    await console.shows(/hostname\r\nweb-1\r\n/);
    console.end();
    await until("its end in the records", async () => ((await rows())[0]?.end_code === "closed" ? true : undefined));
    const audited = system.db.selectFrom("audit_log").select("command").where("resource_id", "=", server.id);
    const commands = (await audited.where("command", "like", "server.console%").execute()).map((row) => row.command);
    expect(commands).toEqual(["server.console", "server.console.end"]);
  });

  test("works while an action changes the server", async () => {
    const path = { params: { path: { id: server.id } } };
    const { data } = await system.owner.POST("/v1/servers/{id}/actions/reboot", path);
    const console = await ConsoleBrowser.open(system, server.id);
    await console.isReady().catch((code) => expect(["console_refused", "server_stopped"]).toContain(code));
    console.end();
    expect((await system.actionEnd(data?.action.id ?? "")).status).toBe("success");
  });

  test("is taken over by the next one", async () => {
    const first = await ConsoleBrowser.open(system, server.id);
    await first.isReady();
    const second = await ConsoleBrowser.open(system, server.id);
    expect(await first.isOver()).toBe("taken_over");
    await second.shows(/login: $/);
    second.end();
  });
});

test("a VNC console gets its password with the word that it is open", async () => {
  const console = await ConsoleBrowser.open(system, server.id, "vnc");
  await console.shows(/^RFB 003\.008\n$/);
  await console.isReady();
  expect(console.ready?.password).toHaveLength(8);
  console.end();
});

describe("a ticket", () => {
  test("lets in once", async () => {
    const url = await urlOf(server.id);
    expect(await dial(url)).toBe(101);
    expect(await dial(url)).toBe(403);
  });

  test("is no good when another console has taken over, and none is made up", async () => {
    const url = await urlOf(server.id);
    await urlOf(server.id);
    expect(await dial(url)).toBe(403);
    expect(await dial(url.replace(/.{6}$/, "AAAAAA"))).toBe(403);
    expect(await dial(url.split("?")[0] ?? "")).toBe(403);
  });

  test("is not kept in the records, nor given to relays in plain words", async () => {
    const url = await urlOf(server.id);
    const ticket = url.split("ticket=")[1] ?? "none";
    expect(JSON.stringify(await rows())).not.toContain(ticket);
    expect(system.lines.join("\n")).not.toContain(ticket);
  });

  test("is only for those who may use the console of a server of theirs", async () => {
    expect((await order(server.id, "viewer")).response.status).toBe(403);
    expect((await order(server.id, "stranger")).response.status).toBe(404);
  });

  test("expires after a minute", async () => {
    const url = await urlOf(server.id);
    await system.time.jump(61_000, 10_000);
    expect(await dial(url)).toBe(403);
  });
});

describe("what is sent is not lost", () => {
  test("when the browser's connection breaks", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.shows(/login: $/);
    console.cut();
    console.type("root\r");
    await console.shows(/root\r\nPassword: $/);
    expect(console.connections).toBe(2);
    console.end();
  });

  test("over API Gateway's two hours, since both sides dial anew before", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.shows(/login: $/);
    for (let passed = 0; passed < 2 * RENEW_MS + HOUR; passed += 8 * MINUTE) {
      await console.leap(system, 8 * MINUTE);
      console.shown = "";
      console.type("\r");
      await console.shows(/login: $/);
    }
    expect(console.ended).toBeUndefined();
    expect(console.connections).toBeGreaterThanOrEqual(3);
    console.shown = "";
    console.type("root\r");
    await console.shows(/^root\r\nPassword: $/);
    console.end();
  });
});

describe("a console ends", () => {
  test("when nobody types for a quarter of an hour", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.isReady();
    await console.leap(system, 8 * MINUTE);
    await console.leap(system, 8 * MINUTE);
    expect(await console.isOver()).toBe("idle");
  });

  test("when the location's relay stops, and the next relay opens another", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.isReady();
    await system.stopRelay("fra1-1");
    expect(await console.isOver()).toBe("relay_stopping");
    system.startRelay("fra1-1");
    const next = await ConsoleBrowser.open(system, server.id);
    await next.shows(/login: $/);
    next.end();
  });

  test("with the role of its user", async () => {
    const console = await ConsoleBrowser.open(system, server.id);
    await console.isReady();
    const [row] = await rows();
    const membership = () => system.db.updateTable("memberships").where("user_id", "=", row?.user_id ?? "");
    await membership().set({ role: "read-only" }).execute();
    console.type("x");
    expect(await console.isOver()).toBe("permission_lost");
    await membership().set({ role: "owner" }).execute();
  });

  test("when the power is cut", async () => {
    const { id } = await system.running("web-2");
    const console = await ConsoleBrowser.open(system, id);
    await console.isReady();
    await system.owner.POST("/v1/servers/{id}/actions/stop", { params: { path: { id } } });
    expect(await console.isOver()).toBe("server_stopped");
    expect((await order(id)).error).toMatchObject({ error: { code: "conflict" } });
  });

  test("with a hold, whose very next message does not get through", async () => {
    const { id } = await system.running("web-3");
    const console = await ConsoleBrowser.open(system, id);
    await console.shows(/login: $/);
    const path = { params: { path: { id } }, body: { kind: "abuse", reason: "spam" } } as const;
    await system.operator.POST("/v1/operator/servers/{id}/holds", path);
    const before = console.shown;
    console.type("r");
    expect(await console.isOver()).toBe("server_suspended");
    expect(console.shown).toBe(before);
    expect((await order(id)).error).toMatchObject({ error: { code: "server_suspended" } });
  });
});
