import { JobFailure } from "../errors.ts";
import type { JobContext } from "../jobs/context.ts";

/** An archive on a backup storage. */
export interface Archive {
  volid: string;
  size_bytes: number;
  /** The node that shows it. */
  node: string;
}

/** What a job says of the archives it is about. */
export interface Wanted {
  vmid: number;
  storage: string;
  note: string;
}

/** A node that sees the storage; that one, if it does. @throws JobFailure `backup_storage_away` */
export async function nodeWith(ctx: JobContext, storage: string, preferred?: string): Promise<string> {
  const storages = await ctx.resources("storage");
  const nodes = storages.flatMap((one) =>
    one.storage === storage && one.node && (one.status === undefined || one.status === "available") ? [one.node] : [],
  );
  const node = nodes.find((one) => one === preferred) ?? nodes[0];
  if (!node) throw new JobFailure("backup_storage_away", `no node has the storage '${storage}' available`);
  return node;
}

/** The archives with our note: a VM id alone says nothing about whose they are. */
export async function archives(ctx: JobContext, wanted: Wanted, preferred?: string): Promise<Archive[]> {
  const node = await nodeWith(ctx, wanted.storage, preferred);
  const { vmid, storage } = wanted;
  const content = await ctx.read("GET /nodes/{node}/storage/{storage}/content", {
    node,
    storage,
    content: "backup",
    vmid,
  });
  return content
    .filter(({ notes }) => notes?.split("\n", 1)[0]?.trim() === wanted.note)
    .map(({ volid, size }) => ({ volid, size_bytes: size ?? 0, node }));
}

export async function removeArchive(ctx: JobContext, storage: string, { node, volid }: Archive): Promise<void> {
  await ctx.task(
    await ctx.write("DELETE /nodes/{node}/storage/{storage}/content/{volume}", { node, storage, volume: volid }),
  );
}
