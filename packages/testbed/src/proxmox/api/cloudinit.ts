import { failure } from "../failure.ts";
import { metaData, networkConfig, userData } from "../guest/cloudinit-drive.ts";
import { drivesOf, isCloudinit } from "../guest/drive.ts";
import { isNetwork } from "../guest/options.ts";
import { isCloudinitOption } from "../guest/pending.ts";
import { underLock } from "./background.ts";
import type { Call, Handlers } from "./call.ts";

function dump({ cluster, node, vmid, parameters }: Call): string {
  const { options } = cluster.config(vmid, node);
  switch (parameters.text("type")) {
    case "user":
      return userData(options, vmid);
    case "network":
      return networkConfig(options);
    default:
      return metaData(options, vmid);
  }
}

/** Values the drive was built with, beside those it would be built with now. */
function list({ cluster, node, vmid }: Call) {
  const vm = cluster.config(vmid, node);
  const { changed, added } = vm.cloudinit;
  const names = new Set([...Object.keys(vm.options), ...Object.keys(changed)]);
  const shown = (name: string, value: string | number) => (name === "cipassword" ? "**********" : value);
  return [...names]
    .filter((name) => isCloudinitOption(name) || name === "name" || isNetwork(name))
    .sort()
    .map((key) => {
      const now = vm.options[key];
      const before = changed[key];
      if (added.includes(key) && now !== undefined) return { key, pending: shown(key, now) };
      if (before !== undefined && now === undefined) return { key, value: shown(key, before), delete: 1 };
      if (before !== undefined && now !== undefined)
        return { key, value: shown(key, before), pending: shown(key, now) };
      return { key, value: shown(key, now ?? "") };
    });
}

export const cloudinitHandlers: Handlers = {
  "GET /nodes/{node}/qemu/{vmid}/cloudinit": list,
  "PUT /nodes/{node}/qemu/{vmid}/cloudinit": async (call) => {
    const { cluster, node, vmid } = call;
    cluster.config(vmid, node);
    await underLock(call, { node, vmid, shared: false, seconds: 10 }, () => {
      const vm = cluster.config(vmid, node);
      if (!drivesOf(vm.options).some(([, drive]) => isCloudinit(drive)))
        throw failure(`VM ${vmid} has no cloudinit drive`);
      vm.cloudinit = { changed: {}, added: [] };
      cluster.save(vm);
    });
    return null;
  },
  "GET /nodes/{node}/qemu/{vmid}/cloudinit/dump": dump,
};
