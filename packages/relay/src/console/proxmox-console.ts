import type { Socket } from "node:net";
import type { ConsoleKind } from "@hostwright/core/console/jobs";
import type { Clock } from "@hostwright/core/kernel/clock";
import { type RawData, WebSocket } from "ws";
import type { Proxmox } from "../proxmox/client.ts";
import { type Address, connectorOf } from "../proxmox/connect.ts";

/** An open console of a VM at Proxmox. */
export interface ProxmoxConsole {
  /** What its VNC asks for. */
  readonly password: string | undefined;
  type(bytes: Uint8Array): void;
  /** In characters; a VNC console keeps its size. */
  resize(columns: number, rows: number): void;
  /** Reads no more from Proxmox, which then holds the guest's output back. */
  pause(): void;
  resume(): void;
  close(): void;
  /** What to do with what the guest shows, and with its end. Called once, soon after opening. */
  listen(shown: (bytes: Uint8Array) => void, closed: () => void): void;
}

export interface ConsoleAccess {
  proxmox: Proxmox;
  address: Address;
  /** Of an API token, as the header has it. */
  authorization: string;
  clock: Clock;
}

const SERIAL_PORT = "serial0";
/** Proxmox gives a ticket's user 10 s. */
const OPEN_MS = 10_000;
/** termproxy's own client does the same. */
const KEEP_ALIVE_MS = 30_000;
const MOST_MESSAGE_BYTES = 16 * 1024 * 1024;
/** Typed, and not taken by Proxmox. */
const MOST_UNSENT_BYTES = 1024 * 1024;

/** @throws ProxmoxError, or an Error of the connection to its console */
export async function openProxmoxConsole(
  access: ConsoleAccess,
  vm: { node: string; vmid: number },
  kind: ConsoleKind,
  signal: AbortSignal,
): Promise<ProxmoxConsole> {
  if (kind === "serial") {
    const method = "POST /nodes/{node}/qemu/{vmid}/termproxy";
    const { user, ticket, port } = await access.proxmox.write(method, { ...vm, serial: SERIAL_PORT }, signal);
    const socket = await connect(access, vm, port, ticket, signal);
    const first = await firstMessage(socket, () => socket.send(`${user}:${ticket}\n`), signal);
    if (first.subarray(0, 2).toString("latin1") !== "OK") {
      socket.terminate();
      throw new Error("termproxy refused its ticket");
    }
    return serial(socket, access.clock, first.subarray(2));
  }
  const method = "POST /nodes/{node}/qemu/{vmid}/vncproxy";
  const { ticket, port, password } = await access.proxmox.write(
    method,
    { ...vm, websocket: true, "generate-password": true },
    signal,
  );
  return screen(await connect(access, vm, port, ticket, signal), password);
}

/** The console's WebSocket, at the very endpoint that has given the ticket: it listens there, wherever the VM is. */
async function connect(
  { address, authorization }: ConsoleAccess,
  { node, vmid }: { node: string; vmid: number },
  port: number,
  ticket: string,
  signal: AbortSignal,
): Promise<WebSocket> {
  const query = new URLSearchParams({ port: String(port), vncticket: ticket });
  const { host } = new URL(address.url);
  const url = `wss://${host}/api2/json/nodes/${node}/qemu/${vmid}/vncwebsocket?${query}`;
  // The certificate is looked at before the ticket is shown.
  const proved = await tlsConnection(address);
  const socket = new WebSocket(url, "binary", {
    headers: { authorization },
    handshakeTimeout: OPEN_MS,
    maxPayload: MOST_MESSAGE_BYTES,
    perMessageDeflate: false,
    createConnection: () => proved,
  });
  const abort = () => socket.terminate();
  signal.addEventListener("abort", abort, { once: true });
  return new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.on("error", abort);
    socket.once("open", () => {
      signal.removeEventListener("abort", abort);
      // What comes before anybody listens waits in the connection.
      socket.pause();
      resolve(socket);
    });
  });
}

function tlsConnection(address: Address): Promise<Socket> {
  const { hostname, host, port } = new URL(address.url);
  return new Promise((resolve, reject) => {
    connectorOf(address)({ hostname, host, port: port || "443", protocol: "https:" }, (...[error, socket]) =>
      error ? reject(error) : resolve(socket),
    );
  });
}

function firstMessage(socket: WebSocket, ask: () => void, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new Error("the console closed before it opened"));
    const abort = () => socket.terminate();
    signal.addEventListener("abort", abort, { once: true });
    socket.once("close", fail);
    socket.once("message", (data) => {
      socket.off("close", fail);
      signal.removeEventListener("abort", abort);
      socket.pause();
      resolve(bytesOf(data));
    });
    socket.resume();
    ask();
  });
}

function serial(socket: WebSocket, clock: Clock, first: Buffer): ProxmoxConsole {
  let cancel = () => {};
  const keepAlive = () => {
    cancel = clock.after(KEEP_ALIVE_MS, () => {
      send(socket, Buffer.from("2"));
      keepAlive();
    });
  };
  keepAlive();
  socket.once("close", () => cancel());
  return {
    ...plain(socket, undefined, first),
    type: (bytes) => send(socket, Buffer.concat([Buffer.from(`0:${bytes.length}:`), bytes])),
    resize: (columns, rows) => send(socket, Buffer.from(`1:${columns}:${rows}:`)),
  };
}

const screen = (socket: WebSocket, password: string | undefined): ProxmoxConsole =>
  plain(socket, password, Buffer.alloc(0));

function plain(socket: WebSocket, password: string | undefined, first: Buffer): ProxmoxConsole {
  return {
    password,
    type: (bytes) => send(socket, bytes),
    resize: () => {},
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
    listen(shown, closed) {
      socket.once("close", closed);
      if (socket.readyState === WebSocket.CLOSED) closed();
      if (first.length > 0) shown(first);
      socket.on("message", (data) => shown(bytesOf(data)));
      socket.resume();
    },
  };
}

function send(socket: WebSocket, bytes: Uint8Array): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  if (socket.bufferedAmount > MOST_UNSENT_BYTES) socket.terminate();
  else socket.send(bytes);
}

const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
