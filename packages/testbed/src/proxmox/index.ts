import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "@hostwright/core/kernel/clock";
import { AccessControl } from "./access/control.ts";
import { Tickets } from "./access/tickets.ts";
import { handlers } from "./api/index.ts";
import { type GuestBackend, stateOnly } from "./backend/guest-backend.ts";
import { resumeGuests } from "./backend/resume.ts";
import { certificate } from "./certificate.ts";
import { Cluster } from "./cluster/cluster.ts";
import { HaManager } from "./cluster/ha.ts";
import { Collection, Journal } from "./cluster/journal.ts";
import type { Storage, Vm, Volume } from "./cluster/model.ts";
import type { Task } from "./cluster/task.ts";
import { Tasks } from "./cluster/tasks.ts";
import { Faults } from "./faults.ts";
import { Dispatch } from "./http/dispatch.ts";
import { Router } from "./http/router.ts";
import { ApiServer } from "./http/server.ts";
import { seed } from "./seed.ts";
import type { SiteSpec } from "./site.ts";
import { workers } from "./workers/index.ts";

export { type FaultEffect, type FaultSpec, Faults, parseFault, SENTINELS } from "./faults.ts";
export type { GuestSpec, NodeSpec, SiteSpec, StorageSpec, TemplateSpec, TokenSpec, UserSpec } from "./site.ts";

export interface ProxmoxOptions {
  site: SiteSpec;
  /** 0 or absent: any free one. */
  port?: number;
  clock?: Clock;
  /** Divides the time that tasks take; Infinity is no task time. Default 1. */
  speed?: number;
  /** Keeps the state across a kill -9, running tasks included; the certificate is kept beside it. */
  stateFile?: string;
  log?: (line: string) => void;
  /** What is behind the virtual machines; their state and nothing else unless given (backend/nspawn). Closed by `stop`. */
  backend?: GuestBackend;
}

/** A running testbed. `cluster` looks into it and changes nothing. */
export interface Proxmox {
  readonly url: string;
  readonly port: number;
  /** SHA-256 of the certificate, `AA:BB:…` */
  readonly fingerprint: string;
  /** The certificate is its own CA. */
  readonly certPem: string;
  readonly caPem: string;
  readonly cluster: {
    vms(): Readonly<Vm>[];
    vm(vmid: number): Readonly<Vm> | undefined;
    tasks(): Readonly<Task>[];
    storages(): Readonly<Storage>[];
    volumes(): Readonly<Volume>[];
  };
  readonly faults: Faults;
  readonly backend: GuestBackend;
  stop(): Promise<void>;
}

/** Starts a Proxmox VE that behaves like the real one (README.md). @throws Error for a site that makes no sense or a port in use */
export async function startProxmox(options: ProxmoxOptions): Promise<Proxmox> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? (() => undefined);
  const { site, stateFile } = options;
  if (site.nodes.length === 0) throw new Error("a site needs a node");
  const journal = new Journal(stateFile);
  const access = new AccessControl(site);
  const name = site.datacenter ?? (site.nodes.length > 1 ? "testbed" : undefined);
  const speed = options.speed ?? 1;
  const faults = new Faults();
  const { backend = stateOnly } = options;
  const cluster = new Cluster({
    clock,
    speed,
    journal,
    access,
    faults,
    backend,
    ...(name === undefined ? {} : { name }),
  });
  const tasks = new Tasks(cluster, workers, faults);
  const manager = new HaManager(cluster, tasks);
  access.usePools({
    ofVm: (vmid) => cluster.pools.values().find((pool) => pool.vms.includes(vmid))?.poolid,
    ofStorage: (id) => cluster.pools.values().find((pool) => pool.storages.includes(id))?.poolid,
    version: () => cluster.pools.version,
  });
  if (journal.isEmpty) seed(cluster, tasks, site);
  await resumeGuests(cluster);
  const tickets = keptTickets(clock, journal);
  const { key, cert, fingerprint } = await certificate(stateFile && `${stateFile}.pem`);
  const dispatch = new Dispatch({ cluster, tasks, faults, access, tickets, router: new Router(handlers) });
  const server = new ApiServer({ key, cert, dispatch, log });
  const port = await listen(server, options.port ?? 0);
  tasks.resume();
  manager.resume();
  journal.commit();
  return {
    url: `https://127.0.0.1:${port}`,
    port,
    fingerprint,
    certPem: cert,
    caPem: cert,
    cluster: {
      vms: () => cluster.vms.values(),
      vm: (vmid) => cluster.vms.get(vmid),
      tasks: () => tasks.records.values(),
      storages: () => cluster.storages.values(),
      volumes: () => cluster.volumes.values(),
    },
    faults,
    backend,
    stop: async () => {
      tasks.stop();
      manager.stop();
      await server.close();
      await backend.close();
      journal.close();
    },
  };
}

/** The key that signs tickets is kept with the state, so that they outlive a restart. */
function keptTickets(clock: Clock, journal: Journal): Tickets {
  const kept = new Collection<string>("secret", journal);
  const key = kept.get("tickets") ?? Tickets.newKey();
  kept.put("tickets", key);
  return new Tickets(clock, key);
}

function listen(server: ApiServer, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new Error(`port ${port} is in use`) : error);
    server.https.once("error", failed);
    server.https.listen(port, "127.0.0.1", () => {
      server.https.off("error", failed);
      resolve((server.https.address() as AddressInfo).port);
    });
  });
}
