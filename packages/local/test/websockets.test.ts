import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GetConnectionCommand,
  PostToConnectionCommand,
} from "@aws-sdk/client-apigatewaymanagementapi";
import { SteppedClock } from "@hostwright/core/kernel/clock";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import { functions, testCloud, until } from "./support.ts";

const webSocketEvent = z.object({
  requestContext: z.object({ routeKey: z.string(), eventType: z.string(), connectionId: z.string() }),
  queryStringParameters: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});
type Event = z.output<typeof webSocketEvent>;

const clock = new SteppedClock();
let events: Event[] = [];
let answer: unknown = { statusCode: 200 };
let local: Awaited<ReturnType<typeof testCloud>>;
let connections: ApiGatewayManagementApiClient;
beforeAll(async () => {
  const socket = (event: unknown) => {
    events.push(webSocketEvent.parse(event));
    if (answer instanceof Error) throw answer;
    return answer;
  };
  local = await testCloud({
    clock,
    webSockets: { path: "/console", function: "socket" },
    invoke: functions({ socket }),
  });
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  connections = new ApiGatewayManagementApiClient({ endpoint: local.cloud.url, region: "eu-central-1", credentials });
});
afterAll(() => local.drop());
beforeEach(() => {
  events = [];
  answer = { statusCode: 200 };
});

const dial = (path = "/console?ticket=t") => new WebSocket(local.cloud.url.replace("http", "ws") + path);
const refusal = (socket: WebSocket) =>
  new Promise<number | undefined>((resolve) => {
    socket.on("unexpected-response", (_request, response) => resolve(response.statusCode));
    socket.on("error", () => undefined);
  });
const closed = (socket: WebSocket) => new Promise<number>((resolve) => socket.once("close", (code) => resolve(code)));
async function connected() {
  const socket = dial();
  const heard: string[] = [];
  socket.on("message", (data) => heard.push(data.toString()));
  await new Promise((resolve) => socket.once("open", resolve));
  const id = events.at(-1)?.requestContext.connectionId ?? "";
  return { socket, heard, id };
}
const happened = (routeKey: string, id: string) =>
  until(`${routeKey} of ${id}`, () =>
    events.find(({ requestContext: one }) => one.routeKey === routeKey && one.connectionId === id),
  );

test("hands connecting, messages and leaving to the function, as API Gateway does", async () => {
  const { socket, id } = await connected();
  expect(events[0]).toMatchObject({
    requestContext: { routeKey: "$connect", eventType: "CONNECT" },
    queryStringParameters: { ticket: "t" },
  });
  socket.send("hello");
  expect(await happened("$default", id)).toMatchObject({ requestContext: { eventType: "MESSAGE" }, body: "hello" });
  socket.close();
  expect(await happened("$disconnect", id)).toMatchObject({ requestContext: { eventType: "DISCONNECT" } });
});

test("lets nobody in whom the function refuses, or fails over, or who dials another path", async () => {
  answer = { statusCode: 403 };
  expect(await refusal(dial())).toBe(403);
  answer = new Error("broken");
  expect(await refusal(dial())).toBe(502);
  expect(await refusal(dial("/other"))).toBe(403);
});

test("posts to a connection, tells about it, and closes it; a connection that is gone answers 410", async () => {
  const { socket, heard, id } = await connected();
  await connections.send(new PostToConnectionCommand({ ConnectionId: id, Data: "word" }));
  await until("the word", () => heard.includes("word") || undefined);
  expect((await connections.send(new GetConnectionCommand({ ConnectionId: id }))).ConnectedAt).toBeInstanceOf(Date);
  const ending = closed(socket);
  await connections.send(new DeleteConnectionCommand({ ConnectionId: id }));
  expect(await ending).toBe(1000);
  await happened("$disconnect", id);
  const again = connections.send(new PostToConnectionCommand({ ConnectionId: id, Data: "word" }));
  await expect(again).rejects.toMatchObject({ name: "GoneException", $metadata: { httpStatusCode: 410 } });
});

test("takes 32 KB in a frame and 128 KB in a post, and not more", async () => {
  const { socket, id } = await connected();
  socket.send("x".repeat(32 * 1024));
  await happened("$default", id);
  const ending = closed(socket);
  socket.send("x".repeat(32 * 1024 + 1));
  expect(await ending).toBe(1009);
  const other = await connected();
  const post = (size: number) =>
    connections.send(new PostToConnectionCommand({ ConnectionId: other.id, Data: "x".repeat(size) }));
  await post(128 * 1024);
  await expect(post(128 * 1024 + 1)).rejects.toMatchObject({ name: "PayloadTooLargeException" });
  other.socket.close();
});

test("ends a connection that says nothing for ten minutes, and any after two hours", async () => {
  const silent = await connected();
  const silence = closed(silent.socket);
  await clock.advance(10 * 60_000);
  expect(await silence).toBe(1001);

  const { socket, id } = await connected();
  const ending = closed(socket);
  for (let minutes = 0; minutes < 115; minutes += 5) {
    await clock.advance(5 * 60_000);
    await connections.send(new PostToConnectionCommand({ ConnectionId: id, Data: "ping" }));
  }
  await clock.advance(5 * 60_000);
  expect(await ending).toBe(1001);
});

test("is not managed by pages in a browser, nor without a signature", async () => {
  const { socket, id } = await connected();
  const url = `${local.cloud.url}/@connections/${encodeURIComponent(id)}`;
  expect((await fetch(url, { method: "POST", body: "x" })).status).toBe(403);
  expect((await fetch(url, { method: "POST", body: "x", headers: { origin: "http://evil.example" } })).status).toBe(
    403,
  );
  socket.close();
});
