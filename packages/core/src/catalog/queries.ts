import { query } from "../kernel/index.ts";
import { noInput } from "./schema.ts";
import type { PlanTable } from "./tables.ts";

export const listPlans = query({
  name: "plan.list",
  permission: "catalog:read",
  input: noInput,
  async run(ctx) {
    const rows = await ctx.db
      .selectFrom("plans")
      .selectAll()
      .where("available", "=", true)
      .orderBy("position")
      .execute();
    return { plans: rows.map(planView) };
  },
});

export const listImages = query({
  name: "image.list",
  permission: "catalog:read",
  input: noInput,
  async run(ctx) {
    const images = await ctx.db
      .selectFrom("images")
      .selectAll()
      .where("available", "=", true)
      .orderBy("position")
      .execute();
    const places = await ctx.db
      .selectFrom("templates")
      .innerJoin("endpoints", "endpoints.id", "templates.endpoint_id")
      .innerJoin("locations", "locations.id", "endpoints.location_id")
      .select(["templates.image_id", "locations.name"])
      .distinct()
      .orderBy("locations.name")
      .execute();
    return {
      images: images.map(({ id, name, title, family, min_disk_gb, default_user }) => ({
        id,
        name,
        title,
        family,
        min_disk_gb,
        default_user,
        locations: places.filter((place) => place.image_id === id).map((place) => place.name),
      })),
    };
  },
});

export const listLocations = query({
  name: "location.list",
  permission: "catalog:read",
  input: noInput,
  async run(ctx) {
    const locations = await ctx.db
      .selectFrom("locations")
      .select(["id", "name", "title", "country", "open"])
      .orderBy("position")
      .execute();
    return { locations };
  },
});

function planView(row: PlanTable) {
  return {
    id: row.id,
    name: row.name,
    title: row.title,
    cores: row.cores,
    memory_mb: row.memory_mb,
    disk_gb: row.disk_gb,
    price: { amount: row.price_amount, currency: row.currency },
    cpu: { type: row.cpu_type, limit_percent: row.cpu_limit_percent, units: row.cpu_units },
    balloon_mb: row.balloon_mb,
    disk_iops: row.disk_iops,
    disk_mbps: row.disk_mbps,
    nic_mbit: row.nic_mbit,
    traffic_gb: row.traffic_gb,
  };
}
