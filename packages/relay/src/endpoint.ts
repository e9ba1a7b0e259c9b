import type { Consoles } from "./console/consoles.ts";
import type { Resource } from "./proxmox/answers.ts";
import type { Proxmox } from "./proxmox/client.ts";

/** One Proxmox VE cluster or standalone node, with what all jobs in this process share about it. */
export interface Endpoint {
  readonly name: string;
  readonly proxmox: Proxmox;
  /** What there is now, asked after this call and never remembered. */
  resources(type: "vm" | "storage"): Promise<Resource[]>;
  /** UPIDs of clones this process has started and not seen the end of, by the new VM's id. */
  readonly cloning: Map<number, string>;
  /** All this relay has open; undefined where it opens none. */
  readonly consoles: Consoles | undefined;
}

export function createEndpoint(name: string, proxmox: Proxmox, consoles?: Consoles): Endpoint {
  const list = (type: "vm" | "storage") => shared(() => proxmox.read("GET /cluster/resources", { type }));
  const lists = { vm: list("vm"), storage: list("storage") };
  return { name, proxmox, resources: (type) => lists[type](), cloning: new Map(), consoles };
}

/**
 * One call at a time, shared by everyone who asked before it was sent: as fresh as a call of one's own, at the price of
 * one for many. The list of all VMs is the answer that grows with the cluster.
 */
export function shared<T>(call: () => Promise<T>): () => Promise<T> {
  let current: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    next ??= current.then(nothing, nothing).then(() => {
      next = undefined;
      const running = call();
      current = running;
      return running;
    });
    return next;
  };
}

const nothing = (): void => {};
