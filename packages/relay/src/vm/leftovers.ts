import type { JobContext } from "../jobs/context.ts";
import type { Resource } from "../proxmox/answers.ts";
import { ProxmoxError } from "../proxmox/error.ts";

/**
 * Volumes and backups that carry this VM id, on any storage of any node. Backups are grouped by VM id, so an id with
 * leftovers would show a new customer the old one's. A storage that is away cannot be asked; it is logged.
 */
export async function leftovers(ctx: JobContext, vmid: number, kind: "all" | "disks" = "all"): Promise<string[]> {
  const storages = await ctx.resources("storage");
  const found = await Promise.all(
    once(storages).map(async ({ node, storage, status }) => {
      if (!node || !storage) return [];
      const content =
        status === undefined || status === "available" ? await list(ctx, { node, storage, vmid }) : undefined;
      if (!content) ctx.log.warn("a storage could not be searched", { node, storage, status });
      return (content ?? [])
        .filter((volume) => volume.vmid === vmid && (kind === "all" || volume.content !== "backup"))
        .map(({ volid }) => volid);
    }),
  );
  return [...new Set(found.flat())].sort();
}

/** Undefined where the storage is away. */
async function list(ctx: JobContext, where: { node: string; storage: string; vmid: number }) {
  try {
    return await ctx.read("GET /nodes/{node}/storage/{storage}/content", where);
  } catch (error) {
    if (error instanceof ProxmoxError && /not (?:online|available|active)|offline/i.test(error.words)) return undefined;
    throw error;
  }
}

const HOLDS_VOLUMES = /\b(?:images|rootdir|backup)\b/;

/** Shared storages show the same on every node: ask one of them. */
function once(storages: Resource[]): Resource[] {
  const seen = new Map<string, Resource>();
  for (const storage of storages) {
    if (!HOLDS_VOLUMES.test(storage.content ?? "images")) continue;
    const key = storage.shared ? `${storage.storage}` : `${storage.node}/${storage.storage}`;
    const before = seen.get(key);
    if (before?.status !== "available") seen.set(key, storage);
  }
  return [...seen.values()];
}
