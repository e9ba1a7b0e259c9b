import { ControlGroup, groupNames } from "./cgroup.ts";
import { ip } from "./command.ts";
import type { Disks } from "./disks.ts";
import { removeNamespace } from "./network.ts";

/**
 * Ends and removes what an earlier process made for this site and was killed over: processes, mounts, namespaces. Only
 * exact names count: the site's own and those of its guests.
 */
export async function sweep(site: string, disks: Disks): Promise<void> {
  const isGuest = (name: string) => name.startsWith(`${site}-`) && /^\d+$/.test(name.slice(site.length + 1));
  for (const name of groupNames().filter(isGuest)) await new ControlGroup(name).remove();
  for (const vmid of disks.vmids()) await disks.unmount(vmid);
  const namespaces = (await ip("netns", "list")).split("\n").map((line) => line.split(" ")[0] ?? "");
  for (const name of namespaces.filter((one) => isGuest(one) || one === site)) await removeNamespace(name);
}

/** Disks of machines that the site does not know. */
export async function removeUnknown(disks: Disks, known: ReadonlySet<number>): Promise<void> {
  for (const vmid of disks.vmids()) if (!known.has(vmid)) await disks.remove({ vmid });
}
