import { z } from "zod";

/** Perl's booleans: 0 or 1, as number or as text; JSON's own where a newer release sends them. */
const flag = z.union([z.boolean(), z.number(), z.string()]).transform((value) => value === true || Number(value) === 1);
const number = z.coerce.number();
const text = z.coerce.string();
const nothing = z.unknown();
/** A UPID; null where Proxmox had nothing to start. */
const upid = z.string().startsWith("UPID:").nullish();

const config = z.looseObject({
  digest: text.optional(),
  name: text.optional(),
  description: text.optional(),
  lock: text.optional(),
  template: flag.optional(),
  sockets: number.optional(),
  cores: number.optional(),
  cpu: text.optional(),
  cpulimit: number.optional(),
  cpuunits: number.optional(),
  memory: text.optional(),
  balloon: number.optional(),
  onboot: flag.optional(),
  boot: text.optional(),
  ciuser: text.optional(),
  cipassword: text.optional(),
  sshkeys: text.optional(),
  nameserver: text.optional(),
  searchdomain: text.optional(),
});
export type VmConfig = z.output<typeof config>;

const rule = z.looseObject({
  pos: number,
  type: text,
  action: text,
  proto: text.optional(),
  dport: text.optional(),
  enable: number.optional(),
  comment: text.optional(),
  digest: text.optional(),
});
export type FirewallRule = z.output<typeof rule>;

const firewallOptions = z.looseObject({
  enable: flag.optional(),
  dhcp: flag.optional(),
  radv: flag.optional(),
  ndp: flag.optional(),
  macfilter: flag.optional(),
  ipfilter: flag.optional(),
  policy_in: text.optional(),
  policy_out: text.optional(),
});
export type FirewallOptions = z.output<typeof firewallOptions>;

const resource = z.looseObject({
  type: text,
  vmid: number.optional(),
  node: text.optional(),
  storage: text.optional(),
  shared: flag.optional(),
  status: text.optional(),
  /** Of a storage: `images,rootdir`, `backup`… */
  content: text.optional(),
  name: text.optional(),
  lock: text.optional(),
  template: flag.optional(),
  uptime: number.optional(),
  cpu: number.optional(),
  maxcpu: number.optional(),
  mem: number.optional(),
  maxmem: number.optional(),
  disk: number.optional(),
  maxdisk: number.optional(),
  netin: number.optional(),
  netout: number.optional(),
});
export type Resource = z.output<typeof resource>;

/**
 * What the methods this relay uses answer in `data`, as far as it is read. Together with the parameters generated from the
 * contract (`contract.gen.ts`) this is the whole of Proxmox VE that the relay knows.
 */
export const answers = {
  "GET /version": z.looseObject({ version: text }),
  "GET /access/permissions": z.record(z.string(), z.record(z.string(), z.unknown())),
  "GET /cluster/resources": z.array(resource),
  "GET /cluster/firewall/options": z.looseObject({ enable: flag.optional() }),
  "GET /nodes/{node}/storage/{storage}/content": z.array(
    z.looseObject({
      volid: text,
      vmid: number.nullish(),
      content: text.optional(),
      size: number.optional(),
      notes: text.optional(),
    }),
  ),
  "GET /nodes/{node}/tasks": z.array(
    // `status` of one that has ended: `OK`, or the error.
    z.looseObject({ upid: text, type: text, id: text, user: text, starttime: number, status: text.optional() }),
  ),
  "GET /nodes/{node}/tasks/{upid}/status": z.looseObject({
    status: z.enum(["running", "stopped"]),
    exitstatus: text.optional(),
  }),
  "GET /nodes/{node}/tasks/{upid}/log": z.array(z.looseObject({ n: number, t: text })),
  "DELETE /nodes/{node}/tasks/{upid}": nothing,
  "DELETE /nodes/{node}/storage/{storage}/content/{volume}": upid,
  // `OK` where the VM is on another node.
  "POST /nodes/{node}/vzdump": text,
  "POST /nodes/{node}/qemu": upid,
  "GET /nodes/{node}/qemu/{vmid}/snapshot": z.array(z.looseObject({ name: text, snapstate: text.optional() })),
  "POST /nodes/{node}/qemu/{vmid}/snapshot": upid,
  "DELETE /nodes/{node}/qemu/{vmid}/snapshot/{snapname}": upid,
  "POST /nodes/{node}/qemu/{vmid}/snapshot/{snapname}/rollback": upid,
  "POST /nodes/{node}/qemu/{vmid}/clone": upid,
  "DELETE /nodes/{node}/qemu/{vmid}": upid,
  "GET /nodes/{node}/qemu/{vmid}/config": config,
  "PUT /nodes/{node}/qemu/{vmid}/config": nothing,
  "PUT /nodes/{node}/qemu/{vmid}/resize": upid,
  "PUT /nodes/{node}/qemu/{vmid}/cloudinit": nothing,
  "GET /nodes/{node}/qemu/{vmid}/status/current": z.looseObject({
    status: z.enum(["running", "stopped"]),
    lock: text.optional(),
    uptime: number.optional(),
    ha: z.looseObject({ managed: flag.optional() }).optional(),
  }),
  "POST /nodes/{node}/qemu/{vmid}/agent/set-user-password": nothing,
  "POST /nodes/{node}/qemu/{vmid}/agent/exec": z.looseObject({ pid: number }),
  "GET /nodes/{node}/qemu/{vmid}/agent/exec-status": z.looseObject({
    exited: flag,
    exitcode: number.optional(),
    "err-data": text.optional(),
  }),
  "POST /nodes/{node}/qemu/{vmid}/status/start": upid,
  "POST /nodes/{node}/qemu/{vmid}/status/shutdown": upid,
  "POST /nodes/{node}/qemu/{vmid}/status/stop": upid,
  "POST /nodes/{node}/qemu/{vmid}/status/reboot": upid,
  "GET /nodes/{node}/qemu/{vmid}/rrddata": z.array(
    z.looseObject({
      time: number,
      cpu: number.nullish(),
      mem: number.nullish(),
      maxmem: number.nullish(),
      diskread: number.nullish(),
      diskwrite: number.nullish(),
      netin: number.nullish(),
      netout: number.nullish(),
    }),
  ),
  "GET /nodes/{node}/qemu/{vmid}/migrate": z.looseObject({
    running: flag.optional(),
    allowed_nodes: z.array(text).optional(),
    not_allowed_nodes: z.record(z.string(), z.unknown()).optional(),
    local_disks: z.array(z.looseObject({ volid: text.optional(), cdrom: flag.optional() })).optional(),
    local_resources: z.array(text).optional(),
  }),
  "POST /nodes/{node}/qemu/{vmid}/migrate": upid,
  "POST /nodes/{node}/qemu/{vmid}/termproxy": z.looseObject({ user: text, ticket: text, port: number }),
  "POST /nodes/{node}/qemu/{vmid}/vncproxy": z.looseObject({ ticket: text, port: number, password: text.optional() }),
  "GET /nodes/{node}/qemu/{vmid}/firewall/options": firewallOptions,
  "PUT /nodes/{node}/qemu/{vmid}/firewall/options": nothing,
  "GET /nodes/{node}/qemu/{vmid}/firewall/ipset": z.array(z.looseObject({ name: text })),
  "POST /nodes/{node}/qemu/{vmid}/firewall/ipset": nothing,
  "GET /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}": z.array(
    z.looseObject({ cidr: text, nomatch: flag.optional() }),
  ),
  "POST /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}": nothing,
  "DELETE /nodes/{node}/qemu/{vmid}/firewall/ipset/{name}/{cidr}": nothing,
  "GET /nodes/{node}/qemu/{vmid}/firewall/rules": z.array(rule),
  "POST /nodes/{node}/qemu/{vmid}/firewall/rules": nothing,
  "PUT /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}": nothing,
  "DELETE /nodes/{node}/qemu/{vmid}/firewall/rules/{pos}": nothing,
} as const;

export type Answers = { [M in keyof typeof answers]: z.output<(typeof answers)[M]> };
