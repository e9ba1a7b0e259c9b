import { affected, dialectOf } from "../kernel/database/index.ts";
import { AppError, type Ctx, invalidField } from "../kernel/index.ts";
import { takenAddress } from "../network/index.ts";
import { takeTurn, turnOf } from "../quota/index.ts";
import { RESERVED } from "./reserved.ts";

/**
 * Takes a location's turn for the rest of this transaction, and issues a VM id at each of its endpoints. Orders for one
 * location go one after another from here on, so that what the next statements read still holds at the commit. The
 * tenant's turn is taken with it, for its quota: in the same round trip where the database can.
 */
export async function lockLocation(ctx: Ctx, location: string, tenant: string): Promise<void> {
  const together = dialectOf(ctx.db) !== "mysql";
  const db = together ? ctx.db.with("turn", (inner) => turnOf(inner, tenant)) : ctx.db;
  const result = await db
    .updateTable("endpoints")
    .set((eb) => ({ next_vmid: eb("next_vmid", "+", 1) }))
    .where("location_id", "in", (eb) =>
      eb
        .selectFrom("locations")
        .select("locations.id")
        .where((or) => or.or([or("locations.name", "=", location), or("locations.id", "=", location)])),
    )
    .executeTakeFirst();
  if (affected(result) === 0) throw invalidField("location", `there is no location '${location}'`);
  if (!together) await takeTurn(ctx, tenant);
}

/** What is ordered, by name or id, and the server's own id. */
export interface Order {
  tenant: string;
  server: string;
  plan: string;
  image: string;
  location: string;
}

export type Candidate = Awaited<ReturnType<typeof candidates>>[number];

/**
 * Plan, image and location of the order with every node and storage that might take it, what is reserved there, and the
 * addresses the server has taken: all that an order has to read, in one round trip.
 */
async function candidates(ctx: Ctx, order: Order) {
  return ctx.db
    .selectFrom("locations as l")
    .innerJoin("endpoints as e", "e.location_id", "l.id")
    .innerJoin("nodes as n", "n.endpoint_id", "e.id")
    .innerJoin("storages as s", (join) =>
      join
        .onRef("s.endpoint_id", "=", "e.id")
        .on((eb) => eb.or([eb("s.node_id", "is", null), eb("s.node_id", "=", eb.ref("n.id"))])),
    )
    .leftJoin("plans as p", (join) =>
      join.on((eb) => eb.or([eb("p.name", "=", order.plan), eb("p.id", "=", order.plan)])),
    )
    .leftJoin("images as i", (join) =>
      join.on((eb) => eb.or([eb("i.name", "=", order.image), eb("i.id", "=", order.image)])),
    )
    .leftJoin("templates as t", (join) => join.onRef("t.image_id", "=", "i.id").onRef("t.node_id", "=", "n.id"))
    .leftJoin(takenAddress(ctx, order.server, 4).as("v4"), (join) => join.onTrue())
    .leftJoin(takenAddress(ctx, order.server, 6).as("v6"), (join) => join.onTrue())
    .select([
      "v4.address as address4",
      "v4.prefix as prefix4",
      "v4.gateway as gateway4",
      "v4.nameservers as nameservers4",
      "v4.search_domain",
      "v4.bridge",
      "v4.vlan",
      "v4.mtu",
      "v6.address as address6",
      "v6.gateway as gateway6",
      "v6.nameservers as nameservers6",
      "l.id as location_id",
      "l.name as location_name",
      "l.open as location_open",
      "l.relay_keys",
      "e.id as endpoint_id",
      "e.name as endpoint_name",
      "e.status as endpoint_status",
      "e.next_vmid",
      "e.vmid_to",
      "e.cpu_overcommit_percent",
      "e.memory_overcommit_percent",
      "n.id as node_id",
      "n.name as node_name",
      "n.status as node_status",
      "n.cores as node_cores",
      "n.memory_mb as node_memory_mb",
      "s.id as storage_id",
      "s.name as storage_name",
      "s.status as storage_status",
      "s.size_gb as storage_gb",
      "s.overcommit_percent as storage_overcommit_percent",
      "t.id as template_id",
      "t.vmid as template_vmid",
      "p.id as plan_id",
      "p.name as plan_name",
      "p.available as plan_available",
      "p.cores",
      "p.memory_mb",
      "p.disk_gb",
      "p.price_amount",
      "p.currency",
      "i.id as image_id",
      "i.name as image_name",
      "i.available as image_available",
      "i.min_disk_gb",
      ...RESERVED,
    ])
    .select((eb) =>
      eb.selectFrom("tenants").select("tenants.status").where("tenants.id", "=", order.tenant).as("tenant_status"),
    )
    .where((eb) => eb.or([eb("l.name", "=", order.location), eb("l.id", "=", order.location)]))
    .execute();
}

type Present<T, K extends keyof T> = { [P in keyof T]: P extends K ? NonNullable<T[P]> : T[P] };
type Ordered = Present<
  Candidate,
  "plan_id" | "plan_name" | "cores" | "memory_mb" | "disk_gb" | "price_amount" | "currency" | "image_id" | "image_name"
>;
/** Where a server goes: a node and storage with room, and the template to clone there. */
export type Place = Present<Ordered, "template_id" | "template_vmid" | "tenant_status"> & { vmid: number };

const isOrdered = (row: Candidate): row is Ordered => row.plan_id !== null && row.image_id !== null;
const hasTemplate = (row: Ordered): row is Present<Ordered, "template_id" | "template_vmid"> =>
  row.template_id !== null;

/**
 * Finds the place for an order; call `lockLocation` first, and network's `takeAddresses`. Of the nodes with room the one with the least memory reserved
 * takes it. The reservation is the server's own row (`node_id`, `storage_id`): insert it in the same transaction.
 * @throws AppError `invalid_input` for what is not sold, `resource_unavailable` when nothing fits.
 */
export async function place(ctx: Ctx, order: Order): Promise<Place> {
  const rows = await candidates(ctx, order);
  const [first] = rows;
  if (!first) throw new AppError("resource_unavailable", "this location has no servers to offer yet");
  if (!first.plan_id || !first.plan_available) throw invalidField("plan", `there is no plan '${order.plan}'`);
  if (!first.image_id || !first.image_available) throw invalidField("image", `there is no image '${order.image}'`);
  if ((first.disk_gb ?? 0) < (first.min_disk_gb ?? 0))
    throw invalidField("plan", `the image needs a disk of at least ${first.min_disk_gb} GB`);
  if (!first.location_open) throw new AppError("resource_unavailable", "this location takes no new servers at present");
  const fitting = rows.filter(isOrdered).filter(hasTemplate).filter(hasRoom);
  const best = fitting.sort((a, b) => load(a) - load(b) || a.node_id.localeCompare(b.node_id))[0];
  if (!best) throw new AppError("resource_unavailable", "no capacity is free for this plan and image at this location");
  return { ...best, vmid: best.next_vmid - 1, tenant_status: best.tenant_status ?? "active" };
}

const load = (row: Ordered): number => ((row.memory_reserved ?? 0) + row.memory_mb) / row.node_memory_mb;

function hasRoom(row: Ordered): boolean {
  const within = (reserved: number | null, more: number, total: number, percent: number) =>
    ((reserved ?? 0) + more) * 100 <= total * percent;
  return (
    row.endpoint_status === "open" &&
    row.node_status === "open" &&
    row.storage_status === "open" &&
    row.next_vmid - 1 <= row.vmid_to &&
    within(
      Number(row.cores_reserved ?? 0) + Number(row.cores_held ?? 0),
      row.cores,
      row.node_cores,
      row.cpu_overcommit_percent,
    ) &&
    within(
      Number(row.memory_reserved ?? 0) + Number(row.memory_held ?? 0),
      row.memory_mb,
      row.node_memory_mb,
      row.memory_overcommit_percent,
    ) &&
    within(
      Number(row.disk_reserved ?? 0) + Number(row.disk_held ?? 0),
      row.disk_gb,
      row.storage_gb,
      row.storage_overcommit_percent,
    )
  );
}
