import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import type { Proxmox, SiteSpec } from "./index.ts";

/** What the real client would see: status, reason, and the body where there is one. */
export interface Answer {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  text: string;
  body: { data?: unknown; errors?: Record<string, string>; message?: string; success?: number; total?: number };
}

type Fields = Record<string, string | number>;

/** A plain client for tests: pins the certificate, sends forms, keeps reasons. */
export class TestClient {
  #proxmox: Pick<Proxmox, "url" | "caPem">;
  #agent: Agent;
  readonly headers: Record<string, string>;

  constructor(proxmox: Pick<Proxmox, "url" | "caPem">, headers: Record<string, string> = TOKEN_HEADERS) {
    this.#proxmox = proxmox;
    this.#agent = new Agent({ ca: proxmox.caPem, keepAlive: true });
    this.headers = headers;
  }

  get = (path: string, query: Fields = {}) => this.send("GET", withQuery(path, query));
  delete = (path: string, query: Fields = {}) => this.send("DELETE", withQuery(path, query));
  post = (path: string, fields: Fields = {}) => this.send("POST", path, form(fields));
  put = (path: string, fields: Fields = {}) => this.send("PUT", path, form(fields));

  /** `data` of an answer that must be good. */
  async data(answer: Promise<Answer>): Promise<unknown> {
    const { status, reason, text, body } = await answer;
    if (status !== 200) throw new Error(`${status} ${reason}: ${text}`);
    return body.data;
  }

  async upid(answer: Promise<Answer>): Promise<string> {
    return String(await this.data(answer));
  }

  send(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const base = path.startsWith("/api2") || path === "/" ? "" : "/api2/json";
      const type = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
      const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
      const sent = request(
        `${this.#proxmox.url}${base}${path}`,
        { method, agent: this.#agent, headers: { ...this.headers, ...type, ...length, ...headers } },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            const json = response.headers["content-type"]?.startsWith("application/json");
            resolve({
              status: response.statusCode ?? 0,
              reason: response.statusMessage ?? "",
              headers: response.headers,
              text,
              body: json ? JSON.parse(text) : {},
            });
          });
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

const form = (fields: Fields) =>
  new URLSearchParams(Object.entries(fields).map(([k, v]): [string, string] => [k, String(v)])).toString();
const withQuery = (path: string, query: Fields) => (Object.keys(query).length > 0 ? `${path}?${form(query)}` : path);

export const TOKEN_HEADERS = { authorization: "PVEAPIToken=root@pve!test=secret" };
export const AUDITOR_HEADERS = { authorization: "PVEAPIToken=auditor@pve!test=secret" };

/** Two nodes, a template on each, a shared storage, someone else's VM, an administrator's and an auditor's token. */
export function testSite(changes: Partial<SiteSpec> = {}): SiteSpec {
  const storages = [
    { id: "local-lvm", size_gb: 200, content: "images,rootdir" },
    { id: "ceph", shared: true, size_gb: 400, content: "images" },
    { id: "backup", shared: true, type: "nfs" as const, size_gb: 100, content: "backup,iso" },
  ];
  const node = (name: string) => ({ name, cpus: 16, memory_mb: 65_536, storages, bridges: ["vmbr0"] });
  return {
    datacenter: "test",
    nodes: [node("pve1"), node("pve2")],
    templates: [
      { vmid: 9000, node: "pve1", name: "debian-13", storage: "local-lvm", disk_gb: 4 },
      { vmid: 9001, node: "pve2", name: "debian-13", storage: "ceph", disk_gb: 4 },
    ],
    vms: [{ vmid: 150, node: "pve2", name: "foreign", storage: "local-lvm", disk_gb: 10, running: true }],
    tokens: [
      { id: "root@pve!test", secret: "secret", privileges: "Administrator" },
      { id: "auditor@pve!test", secret: "secret", privileges: "PVEAuditor" },
    ],
    users: [{ id: "admin@pve", password: "opensesame", privileges: "Administrator" }],
    ...changes,
  };
}
