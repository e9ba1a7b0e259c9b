import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client.ts";

/** What can be bought changes rarely. */
const staleTime = 5 * 60_000;

export const plansQuery = queryOptions({
  queryKey: ["plans"],
  staleTime,
  queryFn: async () => (await unwrap(api.GET("/v1/plans"))).plans,
});
export const imagesQuery = queryOptions({
  queryKey: ["images"],
  staleTime,
  queryFn: async () => (await unwrap(api.GET("/v1/images"))).images,
});
export const locationsQuery = queryOptions({
  queryKey: ["locations"],
  staleTime,
  queryFn: async () => (await unwrap(api.GET("/v1/locations"))).locations,
});
export const meQuery = queryOptions({
  queryKey: ["me"],
  staleTime,
  queryFn: () => unwrap(api.GET("/v1/me")),
});
