import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import { Failure } from "../failure.ts";
import type { FaultSpec, Occasion } from "../faults.ts";
import { authenticate, type Identity, Unauthorised } from "./authenticate.ts";
import { ConsoleSockets } from "./consoles.ts";
import type { Dispatch } from "./dispatch.ts";
import { decodeForm, decodeJson, type RawParameters } from "./parameters.ts";
import { type Format, respond, respondPlain } from "./respond.ts";
import type { Route } from "./router.ts";

/** Limits of pveproxy (APIServer/AnyEvent.pm). */
const MOST_BODY_BYTES = 512 * 1024;
const MOST_CONNECTIONS = 800;
const IDLE_MS = 5000;
/** Before an answer that says 401, and until a call to another node is given up. */
const UNAUTHORISED_MS = 3000;
const PROXY_MS = 30_000;

const KNOWN = new Set(["GET", "POST", "PUT", "DELETE", "HEAD"]);

export interface ServerOptions {
  key: string;
  cert: string;
  dispatch: Dispatch;
  log: (line: string) => void;
}

/** pveproxy: TLS, credentials, bodies, and the passing on of calls to other nodes. */
export class ApiServer {
  readonly https: Server;
  #dispatch: Dispatch;
  #log: (line: string) => void;
  #consoles: ConsoleSockets;

  constructor(options: ServerOptions) {
    this.#dispatch = options.dispatch;
    this.#log = options.log;
    this.https = createServer(
      { key: options.key, cert: options.cert, keepAliveTimeout: IDLE_MS },
      (request, response) => {
        this.#handle(request, response).catch((error: unknown) => {
          this.#log(`internal error: ${error instanceof Error ? error.stack : String(error)}`);
          if (!response.headersSent) respondPlain(response, 500, "internal error");
        });
      },
    );
    this.#consoles = new ConsoleSockets(options.dispatch);
    this.https.on("upgrade", (request, socket, head) => this.#consoles.upgrade(request, socket, head));
    this.https.maxConnections = MOST_CONNECTIONS;
  }

  async close(): Promise<void> {
    this.#consoles.close();
    this.https.closeAllConnections();
    await new Promise((resolve) => this.https.close(resolve));
  }

  get #site() {
    return this.#dispatch.site;
  }

  #after(ms: number): Promise<void> {
    return new Promise((resolve) => this.#site.cluster.clock.after(ms, resolve));
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? "GET";
    const url = new URL(request.url ?? "/", "https://localhost");
    const refuse = (status: number, reason: string) => {
      request.resume();
      respondPlain(response, status, reason, reason);
    };
    if (!KNOWN.has(method)) return refuse(501, `method '${method}' not available`);
    if (request.headers["transfer-encoding"] === "chunked")
      return refuse(501, "chunked transfer encoding not supported");
    const [, format, path = ""] = /^\/api2\/(json|extjs)(\/.*)?$/.exec(unescapePath(url.pathname)) ?? [];
    if (format !== "json" && format !== "extjs") {
      if (url.pathname.startsWith("/api2")) return refuse(501, "no such uri");
      return refuse(500, `no such file '${url.pathname}'`);
    }
    let identity: Identity;
    try {
      identity = authenticate(request, method, path, this.#site.access, this.#site.tickets);
    } catch (error) {
      if (!(error instanceof Unauthorised)) throw error;
      request.resume();
      await this.#after(UNAUTHORISED_MS);
      return respondPlain(response, 401, error.message);
    }
    const length = Number(request.headers["content-length"] ?? 0);
    const type = request.headers["content-type"]?.split(/\s*[;,]\s*/)[0];
    if (length > 0) {
      if (method !== "PUT" && method !== "POST") return refuse(501, `Unexpected content for method '${method}'`);
      if (length > MOST_BODY_BYTES) return refuse(501, "for data too large");
      if (type && type !== "application/x-www-form-urlencoded" && type !== "application/json")
        return refuse(506, `upload 'Content-Type '${type}' not implemented`);
    }
    const body = await readBody(request);
    const json = type === "application/json";
    await this.#call(response, format, { method, path, query: url.search.slice(1), body, json }, identity);
  }

  async #call(response: ServerResponse, format: Format, call: Request, identity: Identity): Promise<void> {
    const { cluster } = this.#site;
    try {
      const route = this.#dispatch.route(call.method, call.path);
      const fromBody = call.body === "" ? {} : call.json ? decodeJson(call.body) : decodeForm(call.body);
      const given: RawParameters = { ...fromBody, ...decodeForm(call.query) };
      delete given._dc;
      const merged = this.#dispatch.authorise(route, identity, given);
      if (await this.#isElsewhere(route, response)) return;
      const occasion = this.#occasion(route, merged);
      if (await this.#isFaulty(response, format, occasion, "before")) return;
      const outcome = await this.#dispatch.run(route, identity, merged);
      cluster.journal.commit();
      if (await this.#isFaulty(response, format, occasion, "after")) return;
      respond(response, format, outcome);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      cluster.journal.commit();
      if (error.status === 401) await this.#after(UNAUTHORISED_MS);
      respond(response, format, { failure: error });
    }
  }

  /** A call for a node that is not there ends as AnyEvent::HTTP ends it: 595, and nothing in the body. */
  async #isElsewhere(route: Route, response: ServerResponse): Promise<boolean> {
    const name = route.parameters.node;
    if (name === undefined || name === "localhost") return false;
    const node = this.#site.cluster.node(name);
    const gone = this.#site.cluster.isGone(node.name);
    if (gone) respondPlain(response, 595, "No route to host");
    return gone;
  }

  #occasion(route: Route, merged: RawParameters): Occasion {
    const vmids = [merged.vmid, merged.newid].filter((vmid) => vmid !== undefined).map(Number);
    const known = this.#site.cluster.vms.get(Number(merged.vmid));
    const name = merged.name ?? known?.options.name;
    return {
      on: route.key,
      vmids,
      ...(route.parameters.node ? { node: route.parameters.node } : {}),
      ...(name === undefined ? {} : { name: String(name) }),
    };
  }

  async #isFaulty(
    response: ServerResponse,
    format: Format,
    occasion: Occasion,
    moment: "before" | "after",
  ): Promise<boolean> {
    const slow = moment === "before" ? this.#site.faults.meet(["slow"], occasion)?.ms : undefined;
    if (slow) await this.#after(slow);
    const fault = this.#site.faults.meet(["refuse", "hang", "drop", "596"], occasion, moment);
    if (!fault) return false;
    await this.#break(response, format, fault);
    return true;
  }

  async #break(response: ServerResponse, format: Format, fault: FaultSpec): Promise<void> {
    if (fault.effect === "drop") response.socket?.destroy();
    else if (fault.effect === "596") {
      await this.#after(fault.ms ?? PROXY_MS);
      respondPlain(response, fault.status ?? 596, fault.text ?? "Connection timed out");
    } else if (fault.effect === "refuse")
      respond(response, format, { failure: new Failure(fault.status ?? 500, fault.text ?? "got timeout") });
    // A call that hangs is never answered; the client has to give up.
  }
}

interface Request {
  method: string;
  path: string;
  query: string;
  body: string;
  json: boolean;
}

function unescapePath(path: string): string {
  return path.replace(/(%[0-9a-fA-F]{2})+/g, (escapes) =>
    Buffer.from(escapes.replaceAll("%", ""), "hex").toString("utf8"),
  );
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
