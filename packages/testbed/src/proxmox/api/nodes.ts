import type { Cluster } from "../cluster/cluster.ts";
import type { Node } from "../cluster/model.ts";
import { parameterFailure } from "../failure.ts";
import { load } from "../guest/guest.ts";
import { cores } from "../guest/options.ts";
import type { Handlers } from "./call.ts";

/** What a node uses, and has: cores, bytes, seconds. Used is what its running VMs use, and a little for itself. */
export function nodeLoad(cluster: Cluster, node: Node) {
  const running = cluster.vms.values().filter((vm) => vm.node === node.name && vm.process);
  const used = running.map((vm) => ({ ...load(cluster, vm), cores: cores(vm.options) }));
  const cpu = used.reduce((sum, one) => sum + one.cpu * one.cores, 0) / node.cpus;
  const own = 2 * 1024 ** 3;
  return {
    uptime: Math.floor((cluster.now - node.bootedAt) / 1000),
    cpu: Math.min(1, 0.01 + cpu),
    maxcpu: node.cpus,
    mem: Math.min(node.memoryBytes, own + used.reduce((sum, one) => sum + one.mem, 0)),
    maxmem: node.memoryBytes,
    disk: 8 * 1024 ** 3,
    maxdisk: 96 * 1024 ** 3,
  };
}

const bridge = (iface: string, index: number) => ({
  iface,
  type: "bridge",
  active: 1,
  autostart: 1,
  method: "manual",
  method6: "manual",
  bridge_ports: `eno${index + 1}`,
  bridge_stp: "off",
  bridge_fd: "0",
  families: ["inet"],
  priority: index + 3,
});

export const nodeHandlers: Handlers = {
  "GET /nodes": ({ cluster, access, user }) =>
    cluster.nodes.values().map((node) => ({
      id: `node/${node.name}`,
      type: "node",
      node: node.name,
      status: cluster.isGone(node.name) ? "offline" : "online",
      level: "",
      ...(access.allows(user, `/nodes/${node.name}`, ["Sys.Audit"]) ? nodeLoad(cluster, node) : {}),
    })),
  "GET /nodes/{node}": () => ["qemu", "status", "storage", "tasks", "time", "version"].map((name) => ({ name })),
  "GET /nodes/{node}/status": ({ cluster, node }) => {
    const now = nodeLoad(cluster, cluster.node(node));
    return {
      uptime: now.uptime,
      cpu: now.cpu,
      wait: 0,
      idle: 0,
      loadavg: ["0.42", "0.36", "0.31"],
      memory: { total: now.maxmem, used: now.mem, free: now.maxmem - now.mem, available: now.maxmem - now.mem },
      swap: { total: 0, used: 0, free: 0 },
      rootfs: { total: now.maxdisk, used: now.disk, free: now.maxdisk - now.disk, avail: now.maxdisk - now.disk },
      cpuinfo: { cpus: now.maxcpu, cores: now.maxcpu / 2, sockets: 1, model: "AMD EPYC 7543P", mhz: "2794.750" },
      pveversion: "pve-manager/9.1.2/8c5b3a1d4e6f7091",
      kversion: "Linux 6.17.2-1-pve #1 SMP PREEMPT_DYNAMIC",
      "boot-info": { mode: "efi", secureboot: 0 },
    };
  },
  "GET /nodes/{node}/network": ({ cluster, node, parameters, access, user }) => {
    const type = parameters.text("type");
    const bridges = type === undefined || type === "bridge" || type === "any_bridge" || type === "any_local_bridge";
    return cluster
      .node(node)
      .bridges.filter(
        (name) => bridges && access.allows(user, `/sdn/zones/localnetwork/${name}`, ["SDN.Audit", "SDN.Use"], true),
      )
      .map((iface, index) => bridge(iface, index));
  },
  "GET /nodes/{node}/network/{iface}": ({ cluster, node, parameters }) => {
    const iface = parameters.required("iface");
    const index = cluster.node(node).bridges.indexOf(iface);
    if (index < 0) throw parameterFailure({ iface: "interface does not exist" });
    return bridge(iface, index);
  },
  "GET /nodes/{node}/time": ({ cluster }) => {
    const time = Math.floor(cluster.now / 1000);
    return { time, localtime: time, timezone: "UTC" };
  },
};
