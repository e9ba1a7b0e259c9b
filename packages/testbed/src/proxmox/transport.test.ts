import { connect } from "node:tls";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestClient } from "./testing.ts";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.stop());

test("an unknown URI is 501 with its method and path", async () => {
  const answer = await at.client.get("/nope");
  expect([answer.status, answer.reason]).toEqual([501, "Method 'GET /nope' not implemented"]);
});

test("parameter errors name each field in the body, and end the connection", async () => {
  const answer = await at.client.post("/nodes/pve1/qemu/9000/clone", { newid: "abc", full: "maybe", foo: 1 });
  expect([answer.status, answer.reason]).toEqual([400, "Parameter verification failed."]);
  expect(answer.headers.connection).toBe("close");
  expect(answer.body).toEqual({
    data: null,
    message: "Parameter verification failed.\n",
    errors: {
      newid: "type check ('integer') failed - got 'abc'",
      full: "type check ('boolean') failed - got 'maybe'",
      foo: "property is not defined in schema and the schema does not allow additional properties",
    },
  });
});

test("true is no boolean in a form, and is one in JSON", async () => {
  const form = await at.client.post("/nodes/pve1/qemu/9000/clone", { newid: 999, full: "true", pool: "none" });
  expect(form.body.errors).toEqual({ full: "type check ('boolean') failed - got 'true'" });
  const body = JSON.stringify({ newid: 999, full: true, pool: "none" });
  const json = await at.client.send("POST", "/nodes/pve1/qemu/9000/clone", body, {
    "content-type": "application/json",
  });
  expect([json.status, json.reason]).toEqual([403, "Permission check failed (pool 'none' does not exist)"]);
});

test("403 names the path and the privilege", async () => {
  const answer = await at.auditor.post("/nodes/pve1/qemu/9000/clone", { newid: 101 });
  expect([answer.status, answer.reason]).toEqual([403, "Permission check failed (/vms/9000, VM.Clone)"]);
});

test("a VM that does not exist is 500, also under the name of another node", async () => {
  for (const vmid of [4711, 150]) {
    const answer = await at.client.get(`/nodes/pve1/qemu/${vmid}/config`);
    const reason = `Configuration file 'nodes/pve1/qemu-server/${vmid}.conf' does not exist`;
    expect([answer.status, answer.reason]).toEqual([500, reason]);
    expect(answer.body).toEqual({ data: null, message: `${reason}\n` });
  }
});

test("extjs answers 200 with success 0", async () => {
  const answer = await at.client.get("/api2/extjs/nodes/pve1/qemu/4711/config");
  expect([answer.status, answer.body.success]).toEqual([200, 0]);
  expect(answer.body).toMatchObject({ status: 500, data: null });
});

test("DELETE with a body is 501", async () => {
  const answer = await at.client.send("DELETE", "/nodes/pve1/qemu/150", "purge=1");
  expect([answer.status, answer.reason]).toEqual([501, "Unexpected content for method 'DELETE'"]);
});

test("a body over 512 KiB, a chunked one and another content type are refused", async () => {
  const large = await at.client.post("/pools", { poolid: "x".repeat(513 * 1024) });
  expect([large.status, large.reason]).toEqual([501, "for data too large"]);
  const chunked = await at.client.send("POST", "/pools", "poolid=x", {
    "transfer-encoding": "chunked",
    "content-length": "",
  });
  expect(chunked.status).toBeGreaterThanOrEqual(400);
  const xml = await at.client.send("POST", "/pools", "<a/>", { "content-type": "text/xml" });
  expect(xml.status).toBe(506);
});

test("401 has no body and comes after 3 s", async () => {
  const stranger = new TestClient(at.proxmox, { authorization: "PVEAPIToken=root@pve!test=wrong" });
  let answered = false;
  const answer = stranger.get("/version").then((one) => {
    answered = true;
    return one;
  });
  while (at.clock.untilNext === undefined) await new Promise((resolve) => setImmediate(resolve));
  expect(at.clock.untilNext).toBe(3000);
  await at.clock.advance(2999);
  expect(answered).toBe(false);
  await at.clock.advance(1);
  const { status, reason, text } = await answer;
  expect([status, reason, text]).toEqual([401, "Authentication failed!", ""]);
  const nobody = await at.answered(new TestClient(at.proxmox, {}).get("/version"));
  expect([nobody.status, nobody.reason]).toEqual([401, "No ticket"]);
});

test("a ticket needs the CSRF token for writes, and lives for two hours", async () => {
  const stranger = new TestClient(at.proxmox, {});
  const login = await stranger.post("/access/ticket", { username: "admin@pve", password: "opensesame" });
  expect(login.body.data).toMatchObject({ username: "admin@pve", clustername: "test" });
  const { ticket, CSRFPreventionToken: csrf } = login.body.data as Record<string, string>;
  const cookie = `PVEAuthCookie=${encodeURIComponent(ticket ?? "")}`;
  const reader = new TestClient(at.proxmox, { cookie });
  expect((await reader.get("/version")).status).toBe(200);
  const refused = await at.answered(reader.post("/pools", { poolid: "p1" }));
  expect([refused.status, refused.reason]).toEqual([401, "Permission denied - invalid csrf token"]);
  const writer = new TestClient(at.proxmox, { cookie, csrfpreventiontoken: csrf ?? "" });
  expect((await writer.post("/pools", { poolid: "p1" })).status).toBe(200);
  await at.clock.advance(2 * 3600 * 1000 + 1000);
  expect((await at.answered(reader.get("/version"))).status).toBe(401);
});

test("a wrong password is 401 with a message, and a token cannot ask for a ticket", async () => {
  const stranger = new TestClient(at.proxmox, {});
  const wrong = await at.answered(stranger.post("/access/ticket", { username: "admin@pve", password: "no" }));
  expect([wrong.status, wrong.reason]).toEqual([401, "authentication failure"]);
  const token = await at.client.post("/access/ticket", { username: "admin@pve", password: "opensesame" });
  expect([token.status, token.reason]).toEqual([
    403,
    "Permission check failed (URI '/access/ticket' not available with API token, need proper ticket.)",
  ]);
});

test("the fingerprint is that of the certificate", async () => {
  const { port, fingerprint } = at.proxmox;
  const seen = await new Promise<string>((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "");
      socket.destroy();
    });
  });
  expect(seen).toBe(fingerprint);
});

test("calls for a node that is not there are 595 without a body, for one that never was 500", async () => {
  const fault = at.proxmox.faults.inject({ effect: "node_gone", node: "pve2" });
  const answer = await at.client.get("/nodes/pve2/qemu/150/config");
  expect([answer.status, answer.reason, answer.text]).toEqual([595, "No route to host", ""]);
  const nodes = (await at.client.data(at.client.get("/nodes"))) as { node: string; status: string }[];
  expect(nodes.map((node) => node.status)).toEqual(["online", "offline"]);
  at.proxmox.faults.clear(fault);
  const never = await at.client.get("/nodes/pve9/status");
  expect(never.reason).toBe(
    "hostname lookup 'pve9' failed - failed to get address info for: pve9: Name or service not known",
  );
});
