import { systemClock } from "@hostwright/core/kernel";
import type { Inventory } from "@hostwright/core/migration";
import { ProxmoxClient } from "@hostwright/relay/proxmox/client";
import { marksIn } from "@hostwright/relay/vm/mark";
import { seenOf } from "@hostwright/relay/vm/seen";
import { FlagError } from "./flags.ts";

const AT_ONCE = 4;

/**
 * What an endpoint holds, read with a token that needs VM.Audit and no more. Changes nothing.
 * @param flag `name=https://host:8006`, with `#AA:BB:…` behind it where the certificate is known by its fingerprint
 * @param token `user@realm!id=secret`
 */
export async function readInventory(flag: string, token: string | undefined): Promise<Inventory> {
  const [, endpoint, url, fingerprint] = /^([^=]+)=(https:\/\/[^#]+)(?:#(.+))?$/.exec(flag) ?? [];
  if (!endpoint || !url)
    throw new FlagError(`--proxmox ${flag}: write it as <endpoint>=https://host:8006[#fingerprint]`);
  const [, token_id, token_secret] = /^([^=]+)=(.+)$/.exec(token ?? "") ?? [];
  if (!token_id || !token_secret)
    throw new FlagError("--proxmox needs a token in HOSTWRIGHT_PROXMOX_TOKEN: user@realm!id=secret");
  const client = new ProxmoxClient({ url, fingerprint, token_id, token_secret, clock: systemClock });
  try {
    const resources = await client.read("GET /cluster/resources", {});
    const guests = resources.flatMap(({ type, vmid, node, name = "", status, template }) =>
      (type === "qemu" || type === "lxc") && vmid !== undefined && node !== undefined && !template
        ? [{ type, vmid, node, name, power: status === "running" ? ("running" as const) : ("stopped" as const) }]
        : [],
    );
    const vms: Inventory["vms"] = [];
    const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let at = lane; at < guests.length; at += AT_ONCE) {
        const guest = guests[at];
        if (!guest) continue;
        const { type, vmid, node, name, power } = guest;
        if (type === "lxc") {
          vms.push({ vmid, type, name, seen: null, marks: [] });
          continue;
        }
        const config = await client.read("GET /nodes/{node}/qemu/{vmid}/config", { node, vmid });
        vms.push({ vmid, type, name, seen: seenOf(node, power, config), marks: marksIn(config.description) });
      }
    });
    await Promise.all(lanes);
    return { endpoint, vms: vms.sort((a, b) => a.vmid - b.vmid) };
  } finally {
    await client.close();
  }
}
