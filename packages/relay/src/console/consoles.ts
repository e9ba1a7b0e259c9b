import type { ConsoleKind, EndCode } from "@hostwright/core/console/jobs";
import type { Clock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { type ConsoleAccess, openProxmoxConsole } from "./proxmox-console.ts";
import { ConsoleSession } from "./session.ts";

export interface ConsolesOptions {
  /** Of the WebSocket API. */
  url: string;
  most: number;
  clock: Clock;
  log: Log;
  /** By name of the endpoint. */
  access: ReadonlyMap<string, ConsoleAccess>;
}

export interface ConsoleOrder {
  id: string;
  kind: ConsoleKind;
  endpoint: string;
  vmid: number;
  ticket: string;
}

/** The consoles this relay has open. They live beside jobs: the job that asks for one ends once it is open. */
export class Consoles {
  readonly #options: ConsolesOptions;
  readonly #open = new Map<string, { session: ConsoleSession; of: string }>();
  #stopped = false;

  constructor(options: ConsolesOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#open.size;
  }

  has(id: string): boolean {
    return this.#open.has(id);
  }

  /**
   * Connects to the browser's side first, so that it hears what goes wrong at Proxmox.
   * @param locate finds the VM's node; @throws where the VM is not ours or not there
   * @returns whether the console is open
   */
  async open(order: ConsoleOrder, locate: () => Promise<string>, signal: AbortSignal): Promise<boolean> {
    const { url, clock, access } = this.#options;
    const log = this.#options.log.with({ console: order.id, kind: order.kind, vmid: order.vmid });
    const at = access.get(order.endpoint);
    if (!at) throw new Error(`no access to ${order.endpoint}`);
    const of = `${order.endpoint}/${order.vmid}/${order.kind}`;
    // A serial port serves one at a time: the old one must be gone before the new one asks.
    for (const one of [...this.#open.values()]) if (one.of === of) one.session.end("taken_over");
    const ended = () => this.#open.delete(order.id);
    const session = new ConsoleSession({ url, ticket: order.ticket, clock, log, ended });
    if (this.#stopped) return refuse(session, "relay_stopping");
    if (this.#open.size >= this.#options.most) return refuse(session, "relay_busy");
    this.#open.set(order.id, { session, of });
    try {
      const vm = { node: await locate(), vmid: order.vmid };
      const proxmox = await openProxmoxConsole(at, vm, order.kind, signal);
      session.join(proxmox, () => whyClosed(at, vm));
      log.info("console open", { open: this.#open.size });
      return true;
    } catch (error) {
      log.warn("console not opened", { error: String(error) });
      return refuse(session, signal.aborted ? "relay_stopping" : "console_refused");
    }
  }

  /** Ends all, and opens none any more. */
  stop(): void {
    this.#stopped = true;
    for (const { session } of [...this.#open.values()]) session.end("relay_stopping");
  }
}

function refuse(session: ConsoleSession, code: EndCode): false {
  session.end(code);
  return false;
}

/** Proxmox closes a console with its VM; while that runs, it had other reasons. */
async function whyClosed({ proxmox }: ConsoleAccess, vm: { node: string; vmid: number }): Promise<EndCode> {
  try {
    const { status } = await proxmox.read("GET /nodes/{node}/qemu/{vmid}/status/current", vm);
    return status === "running" ? "console_closed" : "server_stopped";
  } catch {
    return "console_closed";
  }
}
