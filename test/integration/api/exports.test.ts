import { afterAll, beforeAll, expect, test } from "vitest";
import { emailOf, type Face, openFace } from "./support/face.ts";
import { anInvoice, aPayment, into } from "./support/fixtures/archive.ts";

let face: Face;
beforeAll(async () => {
  face = await openFace();
  await face.ask("PATCH", "/v1/account", { as: "owner", body: { name: '=Demo, "the first"' } });
});
afterAll(() => face.close());

const saved = (headers: Headers) => [
  headers.get("content-type"),
  headers.get("content-disposition")?.replace(/\d{4}-\d\d-\d\d/, "DAY"),
  headers.get("cache-control"),
];

test("a person takes along what there is about them, as a file", async () => {
  const { status, headers, body } = await face.ask("GET", "/v1/account/export", { as: "viewer" });
  expect(status).toBe(200);
  expect(saved(headers)).toEqual(["application/json", 'attachment; filename="account-DAY.json"', "no-store"]);
  expect(body).toMatchObject({
    profile: { email: emailOf("viewer") },
    memberships: [{ role: "read-only" }],
    sessions: [{ user_id: face.sessions.viewer.user }],
  });
  expect(JSON.stringify(body)).not.toMatch(/argon2|password_hash/);
});

test("an owner takes along what there is about the tenant, who may only read does not", async () => {
  const { status, headers, body } = await face.ask("GET", "/v1/tenant/export", { as: "owner" });
  expect(status).toBe(200);
  expect(saved(headers)).toEqual(["application/json", 'attachment; filename="tenant-DAY.json"', "no-store"]);
  expect(body).toMatchObject({ tenant: { id: face.sessions.owner.member?.tenant }, audit: expect.any(Array) });
  expect(JSON.stringify(body)).not.toContain(emailOf("other"));
  for (const path of ["/v1/tenant/export", "/v1/audit/export"])
    expect((await face.ask("GET", path, { as: "viewer" })).status).toBe(403);
});

test("what our staff keep for themselves of invoices and payments stays out of it", async () => {
  const buyer = { damaged_snapshot: "a:1:{notes: bad payer", fields: [{ name: "PO", value: "77" }] };
  const id = await anInvoice(into(face), { number: "RE-1", buyer });
  await anInvoice(into(face), { number: "not yet", status: "draft" });
  const payment = await aPayment(into(face), id);
  const { body } = await face.ask("GET", "/v1/tenant/export", { as: "owner" });
  expect(body).toMatchObject({
    archive_invoices: [{ id, number: "RE-1", buyer: { company: "Acme", fields: [{ value: "77" }] } }],
    archive_transactions: [{ id: payment, amount_in: 1000 }],
  });
  expect(JSON.stringify(body)).not.toMatch(/damaged_snapshot|bad payer|"fees"|not yet/);
});

test("the audit trail comes as CSV that no spreadsheet takes for a formula, and as JSON, page after page", async () => {
  const csv = await face.ask("GET", "/v1/audit/export?format=csv&command=account.update", { as: "owner" });
  expect(saved(csv.headers)).toEqual(["text/csv; charset=utf-8", 'attachment; filename="audit-DAY.csv"', "no-store"]);
  const [head, row] = String(csv.body).split("\r\n");
  expect(head).toMatch(/^"?id"?,"?at"?,"?actor_type"?,/);
  expect(row).toContain("account.update");
  expect(String(csv.body)).not.toMatch(/(^|,)"?=/m);
  const first = await face.ask("GET", "/v1/audit/export?format=json&limit=1", { as: "owner" });
  expect(first.headers.get("content-type")).toBe("application/json");
  const cursor = first.headers.get("x-next-cursor");
  expect(first.body).toMatchObject({ entries: [{ tenant: face.sessions.owner.member?.tenant }], next_cursor: cursor });
  const next = await face.ask("GET", `/v1/audit/export?format=json&limit=1&cursor=${cursor}`, { as: "owner" });
  expect(next.body).toMatchObject({ entries: [expect.anything()] });
  expect(next.body).not.toEqual(first.body);
});
