import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { TOKEN_HEADERS } from "./testing.ts";
import { type Bench, bench } from "./testing-cluster.ts";

let at: Bench;
beforeEach(async () => {
  at = await bench();
  await at.vm(101, { name: "web", description: "hostwright:srv_1" });
});
afterEach(() => at.stop());

const vm = "/nodes/pve1/qemu/101";

function connect(path: string, headers: Record<string, string> = TOKEN_HEADERS) {
  const url = `${at.proxmox.url.replace("https", "wss")}/api2/json${path}`;
  return new WebSocket(url, "binary", { ca: at.proxmox.caPem, headers });
}
const refusal = (socket: WebSocket) =>
  new Promise<string>((resolve) => {
    socket.on("unexpected-response", (_request, response) =>
      resolve(`${response.statusCode} ${response.statusMessage}`),
    );
    socket.on("error", () => undefined);
  });
const nextText = (socket: WebSocket) =>
  new Promise<string>((resolve) => socket.once("message", (data: Buffer) => resolve(data.toString())));

test("a serial console: a ticket for 10 s and one use, then a login", async () => {
  const open = async () =>
    (await at.client.data(at.client.post(`${vm}/termproxy`))) as {
      ticket: string;
      port: number;
      upid: string;
      user: string;
    };
  const path = (one: { ticket: string; port: number }) =>
    `${vm}/vncwebsocket?port=${one.port}&vncticket=${encodeURIComponent(one.ticket)}`;
  const late = await open();
  expect(late.port).toBe(5900);
  await at.clock.advance(10_001);
  expect(await at.ended(late.upid)).toBe("connection timed out");
  expect(await refusal(connect(path(late)))).toBe("500 connect to 'localhost' failed: Connection refused");
  const console = await open();
  expect(await refusal(connect(`${vm}/vncwebsocket?port=5900&vncticket=PVEVNC:00000000::x`))).toBe(
    "401 permission denied - invalid PVEVNC ticket",
  );
  const socket = connect(path(console));
  await new Promise((resolve) => socket.once("open", resolve));
  const greeting = nextText(socket);
  socket.send(`${console.user}:${console.ticket}\n`);
  expect(await greeting).toMatch(/^OK[\s\S]*web login: $/);
  const echo = nextText(socket);
  socket.send("0:5:root\r");
  expect(await echo).toBe("root\r\nPassword: ");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.close();
  await closed;
  await new Promise((resolve) => setImmediate(resolve));
  expect(await at.ended(console.upid)).toBe("OK");
});

test("a VNC console speaks RFB, and always gives a password", async () => {
  const opened = (await at.client.data(at.client.post(`${vm}/vncproxy`, { websocket: 1 }))) as Record<string, string>;
  expect(opened.password).toHaveLength(8);
  const query = `port=${opened.port}&vncticket=${encodeURIComponent(opened.ticket ?? "")}`;
  const socket = connect(`${vm}/vncwebsocket?${query}`);
  expect(await nextText(socket)).toBe("RFB 003.008\n");
  const types = nextText(socket);
  socket.send(Buffer.from("RFB 003.008\n"));
  expect(Buffer.from(await types)).toEqual(Buffer.from([1, 2]));
  socket.terminate();
});
