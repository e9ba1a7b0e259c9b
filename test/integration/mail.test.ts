import { request } from "node:http";
import { system, transact } from "@hostwright/core/kernel";
import { jsonIn, jsonOut } from "@hostwright/core/kernel/database/index";
import { type Notice, secretLink, sendNotice } from "@hostwright/core/notice";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HOUR, MINUTE, until } from "../system/clock.ts";
import { startTestControl, type TestControl } from "../system/control.ts";
import { lettersTo, letterTo, tokenIn } from "../system/mail.ts";

let at: TestControl;
beforeAll(async () => {
  at = await startTestControl({ pace: 20 });
});
afterAll(() => at?.stop());

const write = (notice: Notice) =>
  transact({ app: at.control.app, actor: system("test"), requestId: "req_test" }, async (ctx) =>
    sendNotice(ctx, notice),
  );
const waiting = () => at.control.app.db.kysely.selectFrom("outbox").selectAll().where("topic", "=", "mail").execute();
const emptied = async () => ((await waiting()).length === 0 ? true : undefined);
const logged = (message: string) => at.lines.map((line) => JSON.parse(line)).filter((one) => one.message === message);

describe("a letter", () => {
  test("reaches its reader, as text and as HTML, and leaves nothing in the outbox", async () => {
    const link = { label: "Open the dashboard", url: "http://127.0.0.1:3000/servers" };
    await write({ to: "ada@hostwright.test", subject: "Welcome, Ada & co", lines: ["Hello <Ada>,", "Ünïcode"], link });
    const letter = await letterTo(at.apiUrl, "ada@hostwright.test", /Welcome/);
    expect(letter).toMatchObject({
      subject: "Welcome, Ada & co",
      from: "Hostwright <no-reply@hostwright.test>",
      text: "Hello <Ada>,\n\nÜnïcode\n\nOpen the dashboard:\nhttp://127.0.0.1:3000/servers\n\n-- \nHostwright\n",
    });
    expect(letter.html).toContain("<p>Hello &lt;Ada&gt;,</p>");
    expect(letter.html).toContain('<a href="http://127.0.0.1:3000/servers"');
    await until("an empty outbox", emptied);
  });

  test("names itself by its id in the outbox, so that a repetition can be told", async () => {
    await write({ to: "ida@hostwright.test", subject: "named", lines: ["x"] });
    const letter = await letterTo(at.apiUrl, "ida@hostwright.test", /named/);
    // It may be read before the line is written.
    const id = await until("its line in the log", () =>
      logged("letter posted")
        .map((line) => String(line.id))
        .find((one) => letter.message_id === `<${one}@hostwright.test>`),
    );
    expect(letter.headers).toContainEqual({ name: "x-hostwright-letter", value: id });
  });

  test("has its token in clear only once it is posted", async () => {
    const { app } = at.control;
    await transact({ app, actor: system("test"), requestId: "req_test" }, async (ctx) =>
      sendNotice(ctx, {
        to: "busy@hostwright.test",
        subject: "secret",
        lines: [],
        link: await secretLink(ctx, "Confirm", "/verify", "tok_5ecret"),
      }),
    );
    // What was posted before may not be gone yet.
    const row = (await waiting()).find((one) => JSON.stringify(jsonOut(one.payload)).includes("busy@"));
    if (!row) throw new Error("it does not wait");
    expect(row.payload).not.toContain("tok_5ecret");
    const payload = jsonIn({ ...jsonOut(row.payload), to: "clear@hostwright.test" });
    await app.db.kysely.updateTable("outbox").set({ payload, claimed_until: null }).where("id", "=", row.id).execute();
    expect(tokenIn(await letterTo(at.apiUrl, "clear@hostwright.test", /secret/))).toBe("tok_5ecret");
    expect(at.lines.join("\n")).not.toContain("tok_5ecret");
  });

  test.each([
    ["a subject", { to: "eve@hostwright.test", subject: "Hi\r\nBcc: victim@hostwright.test\r\n\r\n<b>" }],
    ["an address", { to: "eve@hostwright.test\r\nBcc: victim@hostwright.test", subject: "Hi" }],
    ["two addresses", { to: "eve@hostwright.test, victim@hostwright.test", subject: "Hi" }],
  ])("takes no headers and receivers from %s", async (_what, notice) => {
    await write({ ...notice, lines: ["x"] });
    await write({ to: "after@hostwright.test", subject: "after", lines: [] });
    await letterTo(at.apiUrl, "after@hostwright.test", /after/);
    expect(await lettersTo(at.apiUrl, "victim@hostwright.test")).toEqual([]);
    for (const { headers } of await lettersTo(at.apiUrl, "eve@hostwright.test"))
      expect(headers.map(({ name }) => name)).not.toContain("bcc");
  });
});

describe("a letter that does not get through", () => {
  test("to an address that does not exist is given up at once, and says so without naming it", async () => {
    await write({ to: "nobody@hostwright.test", subject: "x", lines: [] });
    const line = await until("the letter given up", () => logged("letter given up")[0]);
    expect(line).toMatchObject({ level: "ERROR", attempts: 1, reason: "EENVELOPE RCPT TO 550" });
    expect(JSON.stringify(line)).not.toContain("nobody@");
    await until("an empty outbox", emptied);
  });

  test("waits longer each time, lets the others pass, and is given up within a day", async () => {
    await write({ to: "busy@hostwright.test", subject: "x", lines: [] });
    await until("a first try", () => logged("letter not delivered yet").find((one) => one.attempts === 1));
    await write({ to: "bob@hostwright.test", subject: "hello", lines: [] });
    await letterTo(at.apiUrl, "bob@hostwright.test", /hello/);
    await at.time.jump(20 * HOUR, 5 * MINUTE);
    await until("the letter given up", () => logged("letter given up").find((one) => one.attempts === 8));
    await until("an empty outbox", emptied);
  });
});

test("the mailbox is shown to nobody who comes by another name", async () => {
  const page = await fetch(`${at.apiUrl}/dev/mail`);
  expect(await page.text()).toContain("Welcome, Ada &amp; co");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const { status } = await get(`${at.apiUrl}/dev/mail`, "rebound.example");
  expect(status).toBe(403);
});

/** `fetch` sets the Host header itself. */
function get(url: string, host: string): Promise<{ status: number | undefined }> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => {
      response.resume();
      resolve({ status: response.statusCode });
    })
      .on("error", reject)
      .end();
  });
}
