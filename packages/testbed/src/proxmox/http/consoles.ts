import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { Failure } from "../failure.ts";
import { authenticate, Unauthorised } from "./authenticate.ts";
import type { Dispatch } from "./dispatch.ts";
import { Framebuffer } from "./framebuffer.ts";
import { decodeForm, Parameters } from "./parameters.ts";
import { SerialLogin } from "./terminal.ts";

const PATH = /^\/api2\/json(\/nodes\/[^/]+\/qemu\/\d+\/vncwebsocket)$/;

/** Connects a websocket to the console it has a ticket for, and ends the console's task with it. */
export class ConsoleSockets {
  #dispatch: Dispatch;
  #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (offered) => (offered.has("binary") ? "binary" : false),
  });

  constructor(dispatch: Dispatch) {
    this.#dispatch = dispatch;
  }

  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      this.#admit(request, socket, head);
    } catch (error) {
      if (!(error instanceof Failure || error instanceof Unauthorised)) throw error;
      const status = error instanceof Failure ? error.status : 401;
      socket.end(`HTTP/1.1 ${status} ${error.message}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    }
  }

  #admit(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { site } = this.#dispatch;
    const url = new URL(request.url ?? "/", "https://localhost");
    const path = PATH.exec(url.pathname)?.[1];
    if (!path) throw new Failure(501, `Method 'GET ${url.pathname}' not implemented`);
    const identity = authenticate(request, "GET", path, site.access, site.tickets);
    const route = this.#dispatch.route("GET", path);
    const merged = this.#dispatch.authorise(route, identity, decodeForm(url.search.slice(1)));
    this.#dispatch.check(route, merged);
    const parameters = new Parameters(merged);
    const vmid = parameters.number("vmid") ?? 0;
    const port = parameters.number("port") ?? 0;
    const ticket = parameters.required("vncticket").replace(/^[!-~]{8}:(?=PVEVNC:)/, "");
    if (!site.tickets.isVnc(ticket, identity.user ?? "", `/vms/${vmid}`, port))
      throw new Failure(401, "permission denied - invalid PVEVNC ticket");
    const task = site.tasks
      .running()
      .find(
        (one) => one.kind === "console" && "port" in one.input && one.input.port === port && one.id === String(vmid),
      );
    // The proxy behind the port has given up, or was used already.
    if (!task || task.step === "connected") throw new Failure(500, "connect to 'localhost' failed: Connection refused");
    task.step = "connected";
    const name = String(site.cluster.vms.get(vmid)?.options.name ?? `VM${vmid}`);
    this.#sockets.handleUpgrade(request, socket, head, (client) => {
      client.on("close", () => site.tasks.end(task.upid));
      const isTerminal = task.type === "vncshell" || task.log.includes("terminal");
      const serial = isTerminal ? site.cluster.backend.console(vmid) : undefined;
      if (serial) joinSerial(client, serial);
      else if (isTerminal) serveTerminal(client, new SerialLogin(name));
      else serveScreen(client, new Framebuffer(name));
    });
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#sockets.close();
  }
}

function serveScreen(client: WebSocket, screen: Framebuffer): void {
  client.send(screen.open());
  client.on("message", (data: Buffer) => {
    const answer = screen.receive(data);
    if (answer.length > 0) client.send(answer);
  });
}

/** The same words for a guest that is there: what it prints goes out as it comes. */
function joinSerial(client: WebSocket, serial: Duplex): void {
  let admitted = false;
  client.on("message", (data: Buffer) => {
    if (!admitted) {
      admitted = true;
      client.send(Buffer.from("OK"));
      serial.on("data", (printed: Buffer) => client.send(printed));
      serial.on("end", () => client.close());
      return;
    }
    const typed = /^0:\d+:([\s\S]*)$/.exec(data.toString("utf8"))?.[1];
    if (typed !== undefined) serial.write(typed);
  });
  client.on("close", () => serial.destroy());
}

/** termproxy's words: `user:ticket` first, then `0:length:text`, `1:columns:rows:` and the ping `2`. */
function serveTerminal(client: WebSocket, terminal: SerialLogin): void {
  let admitted = false;
  client.on("message", (data: Buffer) => {
    const text = data.toString("utf8");
    if (!admitted) {
      admitted = true;
      client.send(Buffer.from(`OK${terminal.open()}`));
      return;
    }
    const typed = /^0:\d+:([\s\S]*)$/.exec(text)?.[1];
    const shown = typed === undefined ? "" : terminal.type(typed);
    if (shown !== "") client.send(Buffer.from(shown));
  });
}
