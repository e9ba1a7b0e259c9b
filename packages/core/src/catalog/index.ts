export { listImages, listLocations, listPlans } from "./queries.ts";
export { imageList, locationList, planList } from "./schema.ts";
export type {} from "./tables.ts";
