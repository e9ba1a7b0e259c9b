import { rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { operatorPermissions, ROLE_PERMISSIONS } from "@hostwright/core/access";
import { getAttachment, getAttachmentAsOperator } from "@hostwright/core/archive";
import { type Actor, execute, isId, type Log, newId, silent } from "@hostwright/core/kernel";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { errorOf, refused } from "./support/answers.ts";
import { type Face, openFace, type Person } from "./support/face.ts";
import { aCredit, anInvoice, aPayment, aTicket, FILE, into } from "./support/fixtures/archive.ts";
import { broughtOver } from "./support/fixtures/operators.ts";
import { tenantOf } from "./support/fixtures/staff.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
});
afterAll(() => face.close());

const paging = z.object({ pagination: z.object({ next_cursor: z.string().nullable() }) });
const rows = z.array(z.looseObject({ id: z.string(), number: z.string().nullish(), subject: z.string().optional() }));
const lists = z.looseObject({ meta: paging }).transform(({ meta, ...list }) => ({
  next: meta.pagination.next_cursor,
  rows: rows.parse(Object.values(list)[0]),
}));
const list = async (path: string, person: Person = "owner") =>
  lists.parse((await face.ask("GET", path, { as: person })).body);
const get = async (path: string, person: Person = "owner") => (await face.ask("GET", path, { as: person })).body;

describe("invoices", () => {
  test("are listed in the order of their issue, by number, status and days, page by page", async () => {
    for (const [number, issued, status] of [
      ["A-1", "2021-01-01", "paid"],
      ["A-2", "2022-02-02", "unpaid"],
      ["A_3", "2023-03-03", "paid"],
      ["B-1", "2024-04-04", "cancelled"],
    ] as const)
      await anInvoice(into(face), { number, issued, status });
    const numbers = async (query: string) => (await list(`/v1/invoices?${query}`)).rows.map(({ number }) => number);
    expect(await numbers("")).toEqual(["B-1", "A_3", "A-2", "A-1"]);
    expect(await numbers("number=a-&sort=created:asc")).toEqual(["A-1", "A-2"]);
    expect(await numbers("number=A_")).toEqual(["A_3"]);
    expect(await numbers("status=Paid")).toEqual(["A_3", "A-1"]);
    expect(await numbers("from=2022-02-02&to=2023-03-03")).toEqual(["A_3", "A-2"]);
    const first = await list("/v1/invoices?limit=3");
    expect((await list(`/v1/invoices?limit=3&cursor=${first.next}`)).rows.map(({ number }) => number)).toEqual(["A-1"]);
    expect((await face.ask("GET", "/v1/invoices?from=2022-02-30", { as: "owner" })).status).toBe(400);
  });

  test("say who they were made out to, what for, and what was paid, in the currency's minor units", async () => {
    await face.app.db.kysely
      .insertInto("currencies")
      .values({ code: "JPY", prefix: "¥", suffix: "", decimals: 0, rate: "1", is_default: false })
      .execute();
    const buyer = { damaged_snapshot: "a:1:{notes: bad payer", fields: [{ name: "PO", value: "77" }] };
    const server = (await broughtOver("handed_over")(face)).params.id;
    const id = await anInvoice(into(face), { currency: "JPY", total: 490, buyer, service: server });
    await aPayment(into(face), id);
    const body = await get(`/v1/invoices/${id}`);
    expect(body).toMatchObject({
      invoice: {
        number: "RE-2024-7",
        issued: "2024-05-31",
        currency: "JPY",
        decimals: 0,
        total: 490,
        buyer: { company: "Acme", tax_id: "GB123", as_of: "issue", fields: [{ name: "PO", value: "77" }] },
        lines: [{ description: "Server S\n(May)", amount: 1000, server: { id: server } }],
        taxes: [{ name: "VAT", rate: "19.00", amount: 190 }],
        payments: [{ paid: 1000, reference: "8XY12345", invoice: { id } }],
      },
    });
    // What was kept of a snapshot that cannot be read, and what a gateway took, is not the customer's to read.
    expect(JSON.stringify(body)).not.toMatch(/bad payer|fees/);
  });

  test("never change, whatever one tries", async () => {
    const id = await anInvoice(into(face));
    for (const method of ["PATCH", "PUT", "DELETE"])
      refused(await face.ask(method, `/v1/invoices/${id}`, { as: "owner", body: {} }), 405, "method_not_allowed");
  });

  test("go with their payments and the credit, which others do not see", async () => {
    await aPayment(into(face), await anInvoice(into(face)));
    const credit = await aCredit(into(face));
    expect(await get("/v1/credits")).toMatchObject({
      credits: [{ id: credit, on: "2024-01-02", amount: 190, decimals: 2 }],
    });
    expect((await list("/v1/payments")).rows).not.toEqual([]);
    for (const path of ["/v1/invoices", "/v1/payments", "/v1/credits"])
      expect((await list(path, "other")).rows, path).toEqual([]);
  });
});

describe("tickets", () => {
  test("are found by status and text, and hold their conversation as it was written", async () => {
    const { id, attachment } = await aTicket(into(face), {
      subject: "100% CPU",
      status: "Answered",
      text: "<img src=x>",
    });
    await aTicket(into(face), { subject: "1000 CPUs" });
    expect((await list("/v1/tickets?text=100%25+cpu")).rows.map((row) => row.id)).toEqual([id]);
    expect((await list("/v1/tickets?status=Answered")).rows.map((row) => row.id)).toEqual([id]);
    expect((await list("/v1/tickets?text=648392")).rows).toHaveLength(2);
    const url = `/v1/tickets/${id}/attachments/${attachment}`;
    expect(await get(`/v1/tickets/${id}`)).toMatchObject({
      ticket: {
        subject: "100% CPU",
        opened: "2024-03-01T09:00:00.000Z",
        messages: [
          {
            author: "customer",
            text: "<img src=x>",
            attachments: [
              { id: attachment, name: "log.txt", size: FILE.length, url },
              { id: null, name: "gone.png", size: null, url: null },
            ],
          },
          { author: "staff", name: "Grace", text: "<b>Better?</b>", attachments: [] },
        ],
      },
    });
  });

  test("hand their files out to be kept, and never to be shown", async () => {
    const { id, attachment } = await aTicket(into(face));
    const answer = await face.ask("GET", `/v1/tickets/${id}/attachments/${attachment}`, { as: "owner" });
    expect(answer).toMatchObject({ status: 200, body: FILE });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": `attachment; filename="log.txt"; filename*=UTF-8''log.txt`,
      "x-content-type-options": "nosniff",
      "content-security-policy": "sandbox; default-src 'none'",
      "cache-control": "private, no-store",
    });
  });

  test("tell in the log who took which file of whom: a query leaves no audit row", async () => {
    const lines: [string, Record<string, unknown>][] = [];
    const log: Log = { ...silent, info: (message, fields = {}) => void lines.push([message, fields]) };
    const app = { ...face.app, log };
    const { id, attachment } = await aTicket(into(face));
    const tenant = tenantOf(face);
    const take = async (actor: Actor) => {
      await execute(
        { app, actor, requestId: "req_1" },
        actor.type === "operator" ? getAttachmentAsOperator : getAttachment,
        { id, attachment },
      );
      return lines.pop();
    };
    const [user, operator] = [newId("usr", new Date(1)), newId("usr", new Date(2))];
    const session = newId("ses", new Date(0));
    if (!isId("ten", tenant)) throw new Error("the owner has a tenant");
    const owner: Actor = { type: "user", user, session, tenant, permissions: ROLE_PERMISSIONS.owner };
    const said = { request_id: "req_1", attachment, tenant };
    expect(await take(owner)).toEqual(["attachment handed out", { ...said, actor_type: "user", actor: user }]);
    expect(await take({ ...owner, support: { operator, reason: "They asked." } })).toEqual([
      "attachment handed out",
      { ...said, actor_type: "user", actor: user, support: operator },
    ]);
    const staff: Actor = { type: "operator", user: operator, session, permissions: operatorPermissions(["support"]) };
    expect(await take(staff)).toEqual(["attachment handed out", { ...said, actor_type: "operator", actor: operator }]);
    expect(lines).toEqual([]);
  });

  test("hand out no file by another ticket, and none that is not as it was taken in", async () => {
    const [one, other] = [await aTicket(into(face)), await aTicket(into(face))];
    refused(
      await face.ask("GET", `/v1/tickets/${one.id}/attachments/${other.attachment}`, { as: "owner" }),
      404,
      "not_found",
    );
    await rm(fileURLToPath(face.app.config.HOSTWRIGHT_OBJECTS_URL ?? ""), { recursive: true });
    const answer = await face.ask("GET", `/v1/tickets/${one.id}/attachments/${one.attachment}`, { as: "owner" });
    expect(answer.status).toBe(412);
    expect(errorOf(answer)).toMatchObject({
      code: "resource_unavailable",
      message: expect.stringContaining("missing"),
    });
    await aTicket(into(face));
  });

  test("of nobody's are for operators alone, who find one tenant's by its id", async () => {
    const { id } = await aTicket(into(face), { tenant: null, subject: "Before I buy" });
    refused(await face.ask("GET", `/v1/tickets/${id}`, { as: "owner" }), 404, "not_found");
    expect(await get(`/v1/operator/tickets/${id}`, "operator")).toMatchObject({ ticket: { tenant: null } });
    const tenant = face.sessions.other.member?.tenant;
    const theirs = await aTicket(into(face), { tenant: tenant ?? null });
    expect((await list(`/v1/operator/tickets?tenant=${tenant}`, "operator")).rows.map((row) => row.id)).toEqual([
      theirs.id,
    ]);
    const invoice = await anInvoice(into(face), { tenant: tenant ?? "" });
    expect((await list(`/v1/operator/invoices?tenant=${tenant}`, "operator")).rows.map((row) => row.id)).toEqual([
      invoice,
    ]);
    refused(await face.ask("GET", `/v1/invoices/${invoice}`, { as: "owner" }), 404, "not_found");
  });
});
