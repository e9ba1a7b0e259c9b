import { imageList, listImages, listLocations, listPlans, locationList, planList } from "@hostwright/core/catalog";
import { route } from "../route.ts";

export const catalogRoutes = [
  route("GET /v1/plans", listPlans, { answer: planList, tag: "Catalog", summary: "List plans" }),
  route("GET /v1/images", listImages, { answer: imageList, tag: "Catalog", summary: "List images" }),
  route("GET /v1/locations", listLocations, { answer: locationList, tag: "Catalog", summary: "List locations" }),
];
