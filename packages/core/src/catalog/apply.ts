import { jsonIn } from "../kernel/database/index.ts";
import { type Ctx, command, invalidField } from "../kernel/index.ts";
import { type CatalogSpec, catalogSpec, type EndpointSpec, type LocationSpec } from "./spec.ts";

/**
 * Makes the catalog say what the file says: adds what is new and changes what differs, by name. Nothing is removed, since
 * servers refer to it: plans and images that are not in the file any more are no longer sold. Nodes and endpoints keep
 * the `draining` that an operator gave them.
 */
export const applyCatalog = command({
  name: "catalog.apply",
  permission: "operator:catalog",
  input: catalogSpec,
  async run(ctx, spec) {
    await applyPlans(ctx, spec);
    const images = await applyImages(ctx, spec);
    for (const [position, location] of spec.locations.entries()) await applyLocation(ctx, location, position, images);
    const counts = { plans: spec.plans.length, images: spec.images.length, locations: spec.locations.length };
    ctx.audit({ changes: counts });
    return counts;
  },
});

async function applyPlans(ctx: Ctx, { plans }: CatalogSpec): Promise<void> {
  await ctx.db.updateTable("plans").set({ available: false }).execute();
  for (const [position, { price, ...plan }] of plans.entries()) {
    const row = { ...plan, position, available: true, price_amount: price.amount, currency: price.currency };
    await save(ctx, "plans", { name: plan.name }, row, () => ctx.id("pln"));
  }
}

async function applyImages(ctx: Ctx, { images }: CatalogSpec): Promise<Map<string, string>> {
  await ctx.db.updateTable("images").set({ available: false }).execute();
  const ids = new Map<string, string>();
  for (const [position, image] of images.entries())
    ids.set(
      image.name,
      await save(ctx, "images", { name: image.name }, { ...image, position, available: true }, () => ctx.id("img")),
    );
  return ids;
}

async function applyLocation(ctx: Ctx, spec: LocationSpec, position: number, images: Map<string, string>) {
  const { name, title, country, open } = spec;
  const row = { name, title, country, open, position, relay_keys: jsonIn(spec.relay_keys) };
  const location = await save(ctx, "locations", { name }, row, () => ctx.id("loc"));
  for (const endpoint of spec.endpoints) await applyEndpoint(ctx, location, endpoint, images);
}

async function applyEndpoint(ctx: Ctx, location: string, spec: EndpointSpec, images: Map<string, string>) {
  const { name, vmids, cpu_overcommit_percent, memory_overcommit_percent, backup_storage, rescue_iso } = spec;
  const known = await ctx.db.selectFrom("endpoints").select("next_vmid").where("name", "=", name).executeTakeFirst();
  const endpoint = await save(
    ctx,
    "endpoints",
    { name },
    {
      name,
      location_id: location,
      vmid_to: vmids.to,
      next_vmid: Math.max(known?.next_vmid ?? 0, vmids.from),
      cpu_overcommit_percent,
      memory_overcommit_percent,
      backup_storage,
      rescue_iso,
    },
    () => ctx.id("end"),
    { status: "open" },
  );
  const storages = new Map<string, string>();
  for (const storage of spec.shared_storages)
    storages.set(storage.name, await applyStorage(ctx, endpoint, null, storage));
  for (const node of spec.nodes) {
    const { name: nodeName, cores, memory_mb } = node;
    const row = { endpoint_id: endpoint, name: nodeName, cores, memory_mb };
    const key = { endpoint_id: endpoint, name: nodeName };
    const nodeId = await save(ctx, "nodes", key, row, () => ctx.id("nod"), { status: "open" });
    const local = new Map(storages);
    for (const storage of node.storages) local.set(storage.name, await applyStorage(ctx, endpoint, nodeId, storage));
    for (const { image, vmid, storage } of node.templates) {
      const image_id = images.get(image);
      const storage_id = local.get(storage);
      if (!image_id) throw invalidField(`${name}.${nodeName}.templates`, `there is no image '${image}'`);
      if (!storage_id) throw invalidField(`${name}.${nodeName}.templates`, `there is no storage '${storage}'`);
      const template = { image_id, endpoint_id: endpoint, node_id: nodeId, storage_id, vmid };
      await save(ctx, "templates", { endpoint_id: endpoint, vmid }, template, () => ctx.id("tpl"));
    }
  }
}

async function applyStorage(
  ctx: Ctx,
  endpoint: string,
  node: string | null,
  { name, size_gb, overcommit_percent }: { name: string; size_gb: number; overcommit_percent: number },
): Promise<string> {
  const row = { endpoint_id: endpoint, node_id: node, name, size_gb, overcommit_percent };
  const key = { endpoint_id: endpoint, node_id: node, name };
  return save(ctx, "storages", key, row, () => ctx.id("sto"), { status: "open" });
}

type CatalogTable = "plans" | "images" | "locations" | "endpoints" | "nodes" | "storages" | "templates";

/** Updates the row with this key, or inserts it with an id and what only a new one gets. Answers its id. */
async function save(
  ctx: Ctx,
  table: CatalogTable,
  key: Record<string, string | number | null>,
  row: Record<string, unknown>,
  newId: () => string,
  whenNew: Record<string, unknown> = {},
): Promise<string> {
  const { table: tables, ref } = ctx.db.dynamic;
  let known = ctx.db.selectFrom(tables(table).as("t")).select("t.id");
  for (const [column, value] of Object.entries(key))
    known = known.where(ref(`t.${column}`), value === null ? "is" : "=", value);
  const existing = await known.executeTakeFirst();
  if (existing) {
    await ctx.db.updateTable(table).set(row).where("id", "=", existing.id).execute();
    return existing.id;
  }
  const id = newId();
  await ctx.db
    .insertInto(table)
    .values({ ...row, ...whenNew, id })
    .execute();
  return id;
}
