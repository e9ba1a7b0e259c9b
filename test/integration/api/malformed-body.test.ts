import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { refused } from "./support/answers.ts";
import { type Answered, type Face, openFace } from "./support/face.ts";
import { aServer, order } from "./support/fixtures/servers.ts";

let face: Face;
let server: string;
beforeAll(async () => {
  face = await openFace();
  server = (await aServer(face, "running")).server;
});
afterAll(() => face.close());

const orderWith = (more: object) => face.ask("POST", "/v1/servers", { as: "owner", body: order(more) });
const orderRaw = (raw: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  face.ask("POST", "/v1/servers", { as: "owner", raw, headers });
const list = (query: string) => face.ask("GET", `/v1/servers?${query}`, { as: "owner" });

/** 400 `invalid_input`, naming exactly these fields. */
function names(answer: Answered, ...fields: string[]): void {
  expect(refused(answer, 400, "invalid_input").sort()).toEqual(fields.sort());
}

describe("a body that is not one", () => {
  test("not JSON", async () => names(await orderRaw('{"name": '), "body"));
  test("empty", async () => names(await orderRaw(""), "name", "plan", "image", "location"));
  test.each(["[]", "null", "1", '"text"', "true"])("%s instead of an object", async (raw) =>
    names(await orderRaw(raw), "body"),
  );
  test.each([
    ["latin1", [0xe9]],
    ["a character cut off, as long as its replacement", [0xf0, 0x9f, 0x92]],
    ["a surrogate in UTF-8", [0xed, 0xa0, 0x80]],
  ])("not UTF-8: %s", async (_name, bytes) => {
    const text = new TextEncoder().encode(JSON.stringify(order({ plan: "?" })));
    const at = text.indexOf("?".charCodeAt(0));
    names(await orderRaw(Uint8Array.from([...text.subarray(0, at), ...bytes, ...text.subarray(at + 1)])), "body");
  });
  test("nested a hundred thousand levels deep", async () => {
    names(await orderRaw(`{"labels": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`), "labels");
    names(await orderRaw(`{"labels": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`), "labels");
  });
  test("a million values", async () => names(await orderWith({ ssh_keys: new Array(1_000_000).fill(0) }), "ssh_keys"));
  test("larger than 5 MB", async () => {
    expect(refused(await orderWith({ name: "x".repeat(5 * 1024 * 1024) }), 413, "payload_too_large")).toEqual(["body"]);
    names(await orderWith({ name: "x".repeat(5 * 1024 * 1024 - 1000) }), "name");
  });
  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "application/json; charset=latin1",
    "application/jsonp",
  ])("%s", async (type) => {
    const answer = await orderRaw(JSON.stringify(order()), { "content-type": type });
    expect(refused(answer, 415, "unsupported_media_type")).toEqual(["Content-Type"]);
  });
  test("where none belongs", async () => {
    names(await face.ask("DELETE", `/v1/servers/${server}`, { as: "owner", body: {} }), "body");
  });
});

describe("fields", () => {
  test("missing and unknown ones are all named", async () => {
    const answer = await orderRaw('{"name": "a", "plan": "s1", "colour": "red", "Image": "debian-13"}');
    names(answer, "image", "location", "colour", "Image");
  });
  test.each([
    ["name", 7],
    ["name", ""],
    ["name", null],
    ["name", "a b"],
    ["name", "-a"],
    ["name", "x".repeat(64)],
    ["plan", ["s1"]],
    ["plan", "s9"],
    ["image", { name: "debian-13" }],
    ["image", "windows-95"],
    ["location", "mars1"],
    ["location", "x".repeat(41)],
    ["ssh_keys", "ssh-ed25519 AAAA"],
    ["ssh_keys", {}],
    ["labels", []],
    ["labels", "env=prod"],
    ["labels", Object.fromEntries(Array.from({ length: 33 }, (_, index) => [`k${index}`, ""]))],
  ])("%s: %j", async (field, value) => names(await orderWith({ [field]: value }), field));
  test("inside others are named by their path", async () => {
    names(await orderWith({ ssh_keys: ["ssh-ed25519 AAAA"], labels: { env: 7 } }), "ssh_keys.0", "labels.env");
  });
  test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])("%s is no field", async (key) => {
    names(
      await orderRaw(`{"name":"a","plan":"s1","image":"debian-13","location":"fra1","${key}":{"admin":true}}`),
      key,
    );
    names(await list(`${key}=1`), key);
  });
  test("__proto__ is no label", async () => {
    const raw = '{"name":"a","plan":"s1","image":"debian-13","location":"fra1","labels":{"__proto__":"x"}}';
    names(await orderRaw(raw), "labels.__proto__");
  });
  test("what the path has cannot come from the body or the query", async () => {
    names(await face.ask("PATCH", `/v1/servers/${server}`, { as: "owner", body: { id: server } }), "id");
    names(await face.ask("GET", `/v1/servers/${server}?id=${server}`, { as: "owner" }), "id");
  });
  test("a POST takes no query", async () => {
    names(await face.ask("POST", "/v1/servers?plan=s1", { as: "owner", body: order() }), "plan");
    names(await face.ask("POST", "/v1/servers?", { as: "owner", body: { ...order(), x: 1 } }), "x");
  });
  test("ten thousand unknown ones with long names are answered briefly", async () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_, index) => [`${index}${"x".repeat(500)}`, 1]));
    const answer = await orderWith(many);
    expect(refused(answer, 400, "invalid_input").length).toBeLessThanOrEqual(50);
    expect(JSON.stringify(answer.body).length).toBeLessThan(20_000);
  });
});

describe("text that the database cannot keep", () => {
  const bad = [
    ["NUL", "a\u0000b"],
    ["a lone surrogate", "a\ud800b"],
    ["surrogates in the wrong order", "\udc00\ud800"],
  ] as const;
  test.each(bad)("%s in a body", async (_name, text) => {
    names(await orderWith({ name: text }), "name");
    names(await orderWith({ plan: text }), "plan");
    names(await orderWith({ labels: { env: text } }), "labels.env");
    refused(await orderWith({ labels: { [text]: "x" } }), 400, "invalid_input");
    names(await face.ask("POST", "/v1/auth/login", { body: { email: "a@b.example", password: text } }), "password");
  });
  test("NUL in a path or query", async () => {
    names(await face.ask("GET", "/v1/servers/%00", { as: "owner" }), "id");
    names(await list("name=%00"), "name");
    names(await list(`cursor=${Buffer.from('["a\\u0000","srv_x"]').toString("base64url")}`), "cursor");
  });
  test("any other character is fine", async () => {
    const reason = "naïve 🦀 \u0001 ‮";
    const path = `/v1/operator/servers/${(await aServer(face, "running")).server}/holds`;
    const answer = await face.ask("POST", path, { as: "operator", body: { kind: "legal", reason } });
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ server: { holds: [{ reason }] } });
  });
});
