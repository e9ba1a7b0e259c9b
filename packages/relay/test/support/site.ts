import { randomUUID } from "node:crypto";
import { systemClock } from "@hostwright/core/kernel/clock";
import { silent } from "@hostwright/core/kernel/log";
import { markOf } from "@hostwright/core/server/jobs";
import { type SiteSpec, startProxmox, type Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import { converge } from "../../src/converge.ts";
import { createEndpoint, type Endpoint } from "../../src/endpoint.ts";
import { jobContext, type Progress } from "../../src/jobs/context.ts";
import { prepare } from "../../src/jobs/index.ts";
import { Lease } from "../../src/lease.ts";
import { type Proxmox, ProxmoxClient } from "../../src/proxmox/client.ts";

export const TOKEN = { token_id: "hostwright@pve!relay", token_secret: "5ecre7-0f-the-re1ay" };
export const TEMPLATE = { vmid: 9000, node: "pve1" };
export const FOREIGN = 777;

const RESCUE = { name: "rescue.iso", size_mb: 700 };

/** A cluster of two nodes with one image, one guest of somebody else's and no task time. */
export function startTestbed(speed = Number.POSITIVE_INFINITY, change: Partial<SiteSpec> = {}): Promise<Testbed> {
  const storages = [
    { id: "shared", shared: true, size_gb: 40_000, content: "images,rootdir" },
    { id: "local-lvm", size_gb: 1000, content: "images,rootdir" },
    { id: "backup", shared: true, size_gb: 40_000, content: "backup,iso", type: "nfs" as const, isos: [RESCUE] },
  ];
  const node = (name: string) => ({ name, cpus: 64, memory_mb: 512 * 1024, bridges: ["vmbr0", "vmbr1"], storages });
  return startProxmox({
    speed,
    site: {
      datacenter: "test",
      nodes: [node("pve1"), node("pve2")],
      templates: [{ vmid: TEMPLATE.vmid, node: TEMPLATE.node, name: "debian-12", storage: "shared", disk_gb: 2 }],
      vms: [{ vmid: FOREIGN, node: "pve1", name: "somebody-elses", storage: "shared", disk_gb: 8, running: true }],
      tokens: [{ id: TOKEN.token_id, secret: TOKEN.token_secret, privileges: "PVEAdmin" }],
      ...change,
    },
  });
}

export function clientFor(testbed: Testbed): ProxmoxClient {
  return new ProxmoxClient({ url: testbed.url, fingerprint: testbed.fingerprint, ...TOKEN, clock: systemClock });
}

/** Which VM, and whose. */
export function vmOf(vmid: number, server = `srv_${vmid}`) {
  return { server, endpoint: "e1", vmid, mark: markOf(server) };
}

export const cloneOf = (vmid: number, change: object = {}) => ({
  ...vmOf(vmid),
  name: `web-${vmid}`,
  node: "pve1",
  storage: "shared",
  template: TEMPLATE,
  ...change,
});

export const KEY = `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from("ssh-ed25519"), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 7)]).toString("base64")} me@home`;

export const configureOf = (vmid: number, change: object = {}) => ({
  ...vmOf(vmid),
  cores: 2,
  cpu_type: "x86-64-v2-AES",
  cpu_limit: 1.5,
  cpu_units: 200,
  memory_mb: 2048,
  balloon_mb: 0,
  disk: { gb: 20, iops: 500, mbps: 200 },
  nic: { mac: "BC:24:11:00:00:01", bridge: "vmbr1", vlan: 42, mtu: 1450, rate_mbit: 100 },
  ipv4: { address: "192.0.2.7", prefix: 24, gateway: "192.0.2.1" },
  ipv6: { address: "2001:db8:1::1", network: "2001:db8:1::", prefix: 64, gateway: "fe80::1" },
  nameservers: ["192.0.2.53"],
  search_domain: "example.test",
  user: "root",
  ssh_keys: [KEY],
  sealed_password: null,
  smtp_open: false,
  ...change,
});

/** Size, limits and card of `configureOf`, for a VM that has booted before. */
export function reshapeOf(vmid: number, change: object = {}) {
  const { cores, cpu_type, cpu_limit, cpu_units, memory_mb, balloon_mb, disk, nic } = configureOf(vmid);
  const machine = { cores, cpu_type, cpu_limit, cpu_units, memory_mb, balloon_mb, disk, nic };
  return { ...vmOf(vmid), ...machine, grow: false, ...change };
}

export const rescueOf = (vmid: number, iso: string | null = `backup:iso/${RESCUE.name}`) => ({ ...vmOf(vmid), iso });

export const resetOf = (vmid: number, change: object = {}) => ({
  ...vmOf(vmid),
  user: "root",
  sealed_password: null,
  ssh_keys: null,
  first_boot: false,
  ...change,
});

/** The network's safety alone, as `configureOf` has it. */
export const protectOf = (vmid: number, change: object = {}) => ({
  ...vmOf(vmid),
  mac: "BC:24:11:00:00:01",
  ipv4: { address: "192.0.2.7" },
  ipv6: { network: "2001:db8:1::", prefix: 64 },
  smtp_open: false,
  ...change,
});

export interface Run {
  kind: string;
  payload: object;
  endpoint?: Endpoint;
  proxmox?: Proxmox;
  issuedAt?: Date;
  redelivered?: boolean;
  limitMs?: number;
  open?: (sealed: string) => Promise<unknown>;
  /** Without convergence: the handler once, its first error as it is. */
  once?: boolean;
}

/** Runs one job straight against an endpoint, as the worker would. */
export async function run(
  testbed: Proxmox,
  job: Run,
): Promise<{ result: Record<string, unknown>; progress: Progress[] }> {
  const prepared = prepare(job.kind, job.payload);
  if (typeof prepared === "string") throw new Error(prepared);
  const progress: Progress[] = [];
  const signal = AbortSignal.timeout(job.limitMs ?? 20_000);
  const ctx = jobContext({
    endpoint: job.endpoint ?? createEndpoint("e1", job.proxmox ?? testbed),
    clock: systemClock,
    log: silent,
    issuedAt: job.issuedAt ?? new Date(),
    redelivered: job.redelivered ?? false,
    lease: new Lease(systemClock, Date.now() + 3_600_000),
    signal,
    report: (change) => progress.push(change),
    open: job.open ?? (() => Promise.resolve({ password: randomUUID() })),
  });
  const handler = () => prepared.run(ctx);
  return {
    result: await (job.once ? handler() : converge(handler, { clock: systemClock, log: silent, signal })),
    progress,
  };
}

/** An endpoint that counts the changes sent, and dies around the n-th call: before it is sent, or after it took effect. */
export function counting(
  inner: Proxmox,
  die?: { at: number; after: boolean },
): Proxmox & { calls: number; changes: string[] } {
  const proxy = {
    user: inner.user,
    calls: 0,
    changes: [] as string[],
    read: ((method, params, signal) => passing(() => inner.read(method, params, signal))) as Proxmox["read"],
    write: ((method, params, signal) =>
      passing(() => {
        proxy.changes.push(method);
        return inner.write(method, params, signal);
      })) as Proxmox["write"],
  };
  async function passing<T>(call: () => Promise<T>): Promise<T> {
    proxy.calls += 1;
    if (die && proxy.calls >= die.at && !(die.after && proxy.calls === die.at)) throw new Killed();
    const answer = await call();
    if (die && proxy.calls >= die.at) throw new Killed();
    return answer;
  }
  return proxy;
}

/** Stands for a kill -9: nothing of ours catches it. */
export class Killed extends Error {
  override readonly name = "Killed";
}
