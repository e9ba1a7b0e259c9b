import type { JobContext } from "../jobs/context.ts";
import type { Resource } from "../proxmox/answers.ts";

/**
 * Volumes and backups that carry this VM id, on any storage of any node. Backups are grouped by VM id, so an id with
 * leftovers would show a new customer the old one's. A storage that is away cannot be asked; it is logged.
 */
export async function leftovers(ctx: JobContext, vmid: number, kind: "all" | "disks" = "all"): Promise<string[]> {
  const storages = await ctx.resources("storage");
  const found = await Promise.all(
    once(storages).map(async ({ node, storage, status }) => {
      if (!node || !storage) return [];
      if (status !== undefined && status !== "available") {
        ctx.log.warn("a storage could not be searched", { node, storage, status });
        return [];
      }
      const content = await ctx.read("GET /nodes/{node}/storage/{storage}/content", { node, storage, vmid });
      return content
        .filter((volume) => volume.vmid === vmid && (kind === "all" || volume.content !== "backup"))
        .map(({ volid }) => volid);
    }),
  );
  return [...new Set(found.flat())].sort();
}

/** Shared storages show the same on every node: ask one of them. */
function once(storages: Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  for (const storage of storages) {
    const key = storage.shared ? `${storage.storage}` : `${storage.node}/${storage.storage}`;
    const before = seen.get(key);
    if (before?.status !== "available") seen.set(key, storage);
  }
  return [...seen.values()];
}
