import { isIPv6 } from "node:net";
import type { GuestNic } from "../guest-backend.ts";
import { ip } from "./command.ts";

/**
 * The bridges of a site, in a network namespace of their own that leads nowhere, and guests on them, each in its own
 * namespace. The routers that guests are told to use are addresses of the bridges, so that from the site's namespace one
 * reaches every guest: `ip netns exec <site> ssh …`.
 */
export class SiteNetwork {
  readonly namespace: string;
  /** The bridges there are. */
  #bridges = new Map<string, Promise<void>>();

  constructor(namespace: string) {
    this.namespace = namespace;
  }

  guestNamespace(vmid: number): string {
    return `${this.namespace}-${vmid}`;
  }

  async open(): Promise<void> {
    await ip("netns", "add", this.namespace);
    await ip("-n", this.namespace, "link", "set", "lo", "up");
    const forward = ["ipv4/ip_forward", "ipv6/conf/all/forwarding"].map((key) => `echo 1 > /proc/sys/net/${key}`);
    await ip("netns", "exec", this.namespace, "sh", "-c", forward.join(" && "));
  }

  /** Makes the guest's namespace with its network cards, plugged into their bridges. */
  async attach(vmid: number, nics: GuestNic[]): Promise<void> {
    const guest = this.guestNamespace(vmid);
    await ip("netns", "add", guest);
    for (const nic of nics) {
      const bridge = await this.#bridge(nic);
      const port = portOf(vmid, nic);
      await ip(
        ...["-n", this.namespace, "link", "add", port, "type", "veth"],
        ...["peer", "name", nic.name, "address", nic.mac, "netns", guest],
      );
      await ip("-n", this.namespace, "link", "set", port, "master", bridge, "up");
      for (const { address, gateway } of [nic.ipv4, nic.ipv6].filter((one) => one !== undefined))
        if (gateway) await this.#routeTo(bridge, address, gateway);
    }
  }

  /** The other ends of its network cards go with the namespace. */
  async detach(vmid: number): Promise<void> {
    await removeNamespace(this.guestNamespace(vmid));
  }

  async close(): Promise<void> {
    await removeNamespace(this.namespace);
  }

  /** A bridge for each VLAN, named as Proxmox names them. */
  async #bridge({ bridge, vlan }: GuestNic): Promise<string> {
    const name = vlan === undefined ? bridge : `${bridge}v${vlan}`;
    let made = this.#bridges.get(name);
    if (!made) {
      made = ip("-n", this.namespace, "link", "add", name, "type", "bridge").then(async () => {
        await ip("-n", this.namespace, "link", "set", name, "up");
      });
      this.#bridges.set(name, made);
    }
    await made;
    return name;
  }

  /** The bridge answers for the router, and knows the way to a guest whose router is outside of its own network. */
  async #routeTo(bridge: string, address: string, gateway: string): Promise<void> {
    const six = isIPv6(gateway);
    const prefix = six && gateway.toLowerCase().startsWith("fe80:") ? "64" : address.split("/")[1];
    const nodad = six ? ["nodad"] : [];
    await ip("-n", this.namespace, "addr", "replace", `${gateway}/${prefix}`, "dev", bridge, ...nodad);
    if (six) await ip("-n", this.namespace, "-6", "route", "replace", address, "dev", bridge);
  }
}

/** As Proxmox names it: `tap100i0`. */
const portOf = (vmid: number, nic: GuestNic) => `tap${vmid}i${nic.name.slice(3)}`;

/** Nothing there is success. */
export async function removeNamespace(name: string): Promise<void> {
  const there = (await ip("netns", "list")).split("\n").map((line) => line.split(" ")[0]);
  if (there.includes(name)) await ip("netns", "delete", name);
}
