import type { configureJob } from "@hostwright/core/server/jobs";
import type { z } from "zod";
import type { VmConfig } from "../proxmox/answers.ts";
import type { Params } from "../proxmox/contract.gen.ts";
import { renderCloudInit } from "./cloud-init.ts";
import { type Drive, withLimits } from "./disk.ts";
import { holdIn } from "./mark.ts";
import { renderNic } from "./nic.ts";
import { sameProperties } from "./property-string.ts";

export type Configure = z.output<typeof configureJob>;
/** All but the guest's own: size, limits, network card. */
export type Machine = Pick<
  Configure,
  "cores" | "cpu_type" | "cpu_limit" | "cpu_units" | "memory_mb" | "balloon_mb" | "disk" | "nic"
>;
type Put = Params["PUT /nodes/{node}/qemu/{vmid}/config"];

/** What to change in a VM's configuration: only what differs, so that a repeat changes nothing. */
export interface Changes {
  set: Partial<Put>;
  delete: string[];
  /** First boot depends on these: the cloud-init drive must be made anew. */
  cloudInit: boolean;
}

export function changes(config: VmConfig, disk: Drive, job: Configure, password: string | null): Changes {
  const machine = machineChanges(config, disk, job);
  const cloudInit = cloudInitChanges(config, job, password);
  return {
    set: { ...machine.set, ...cloudInit.set },
    delete: [...machine.delete, ...cloudInit.delete],
    cloudInit: Object.keys(cloudInit.set).length + cloudInit.delete.length > 0,
  };
}

export function machineChanges(config: VmConfig, disk: Drive, job: Machine): Omit<Changes, "cloudInit"> {
  const set: Partial<Put> = {};
  const remove: string[] = [];

  if ((config.sockets ?? 1) !== 1) set.sockets = 1;
  if ((config.cores ?? 1) !== job.cores) set.cores = job.cores;
  if (config.cpu !== job.cpu_type) set.cpu = job.cpu_type;
  if ((config.cpulimit ?? 0) !== job.cpu_limit) set.cpulimit = job.cpu_limit;
  if (config.cpuunits !== job.cpu_units) set.cpuunits = job.cpu_units;
  if (memoryOf(config.memory) !== job.memory_mb) set.memory = String(job.memory_mb);
  if (config.balloon !== job.balloon_mb) set.balloon = job.balloon_mb;
  // A held VM must not start with its node.
  const onboot = holdIn(config.description) === undefined;
  if ((config.onboot ?? false) !== onboot) set.onboot = onboot;

  const nic = renderNic(job.nic);
  if (!sameProperties(text(config.net0), nic)) set.net0 = nic;
  // A template's spare cards would get past the filters.
  remove.push(...Object.keys(config).filter((key) => /^net[1-9]\d*$/.test(key)));
  const limited = withLimits(disk, job.disk);
  if (!sameProperties(disk.line, limited)) Object.assign(set, { [disk.slot]: limited });
  return { set, delete: remove };
}

/**
 * The password cannot be read back. It is written together with the addresses, which no template shares: so it is ours
 * when they are, and is left alone then.
 */
function cloudInitChanges(config: VmConfig, job: Configure, password: string | null): Omit<Changes, "cloudInit"> {
  const wanted = renderCloudInit(job);
  const set: Partial<Put> = {};
  const remove: string[] = [];
  if (config.ciuser !== wanted.ciuser) set.ciuser = wanted.ciuser;
  for (const name of ["nameserver", "searchdomain"] as const) {
    const value = wanted[name];
    if (value === undefined && config[name] !== undefined) remove.push(name);
    if (value !== undefined && config[name] !== value) set[name] = value;
  }
  if (wanted.sshkeys === undefined && config.sshkeys !== undefined) remove.push("sshkeys");
  if (wanted.sshkeys !== undefined && config.sshkeys?.trim() !== wanted.sshkeys) set.sshkeys = wanted.sshkeys;
  const ipconfig = text(config.ipconfig0);
  if (wanted.ipconfig0 === undefined && ipconfig !== undefined) remove.push("ipconfig0");
  if (wanted.ipconfig0 !== undefined && !sameProperties(ipconfig, wanted.ipconfig0)) set.ipconfig0 = wanted.ipconfig0;

  if (password === null && config.cipassword !== undefined) remove.push("cipassword");
  const fresh = Object.keys(set).length > 0 || !sameProperties(text(config.net0), renderNic(job.nic));
  if (password !== null && (config.cipassword === undefined || fresh)) set.cipassword = password;
  return { set, delete: remove };
}

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

/** `2048`, or `current=2048`. */
const memoryOf = (memory: string | undefined): number => Number(memory?.replace(/^current=/, "") ?? 512);
