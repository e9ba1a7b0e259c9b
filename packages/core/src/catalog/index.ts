export { applyCatalog } from "./apply.ts";
export { listImages, listLocations, listPlans } from "./queries.ts";
export { imageList, locationList, planList } from "./schema.ts";
export { type CatalogSpec, catalogSpec, type PoolSpec, poolSpec } from "./spec.ts";
export type {} from "./tables.ts";
