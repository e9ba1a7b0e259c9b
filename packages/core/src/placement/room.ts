import { affected } from "../kernel/database/index.ts";
import { AppError, type Ctx, notFound } from "../kernel/index.ts";
import { RESERVED } from "./reserved.ts";

/**
 * Takes the turn of an endpoint's orders for the rest of this transaction and issues a VM id there, as `lockLocation` does
 * for a location: what is read after it still holds at the commit. Ids that are issued and not used are skipped for good.
 * @throws AppError `resource_unavailable` when the range is used up.
 */
export async function issueVmid(ctx: Ctx, endpoint: string): Promise<number> {
  const result = await ctx.db
    .updateTable("endpoints")
    .set((eb) => ({ next_vmid: eb("next_vmid", "+", 1) }))
    .where("id", "=", endpoint)
    .executeTakeFirst();
  if (affected(result) === 0) throw notFound("endpoint");
  const row = await ctx.db
    .selectFrom("endpoints")
    .select(["next_vmid", "vmid_to"])
    .where("id", "=", endpoint)
    .executeTakeFirstOrThrow();
  const vmid = row.next_vmid - 1;
  if (vmid > row.vmid_to) throw new AppError("resource_unavailable", "this location has no machine numbers left");
  return vmid;
}

/** What a server would take more than it has, on its node and its storage. */
export interface Growth {
  node: string;
  storage: string;
  cores: number;
  memory_mb: number;
  disk_gb: number;
}

/**
 * Whether what is there can take that much more; call `issueVmid` or `lockLocation` first, so that nobody else takes it.
 * A node or storage that is draining keeps what it has and lets it change.
 * @throws AppError `resource_unavailable` with what there is too little of.
 */
export async function requireRoom(ctx: Ctx, more: Growth): Promise<void> {
  const row = await ctx.db
    .selectFrom("nodes as n")
    .innerJoin("endpoints as e", "e.id", "n.endpoint_id")
    .innerJoin("storages as s", (join) => join.on("s.id", "=", more.storage))
    .select([
      "n.cores",
      "n.memory_mb",
      "s.size_gb",
      "s.overcommit_percent",
      "e.cpu_overcommit_percent",
      "e.memory_overcommit_percent",
      ...RESERVED,
    ])
    .where("n.id", "=", more.node)
    .executeTakeFirst();
  if (!row) throw new AppError("resource_unavailable", "nobody knows where this server runs; ask support");
  const fits = (reserved: number, growth: number, total: number, percent: number) =>
    growth <= 0 || (reserved + growth) * 100 <= total * percent;
  const short = (what: string) =>
    new AppError("resource_unavailable", `there is not enough ${what} free where this server runs`);
  if (!fits(Number(row.cores_reserved) + Number(row.cores_held), more.cores, row.cores, row.cpu_overcommit_percent))
    throw short("processor");
  if (
    !fits(
      Number(row.memory_reserved) + Number(row.memory_held),
      more.memory_mb,
      row.memory_mb,
      row.memory_overcommit_percent,
    )
  )
    throw short("memory");
  const disk = Number(row.disk_reserved) + Number(row.disk_held);
  if (!fits(disk, more.disk_gb, row.size_gb, row.overcommit_percent)) throw short("disk space");
}
