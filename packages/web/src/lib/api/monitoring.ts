import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client.ts";
import { FAST, SLOW } from "./polling.ts";

export const PERIODS = ["hour", "day", "week", "month", "year"] as const;
export type Period = (typeof PERIODS)[number];

/** Asked again soon while the location is being asked for newer ones. */
export const metricsQuery = (id: string, period: Period) =>
  queryOptions({
    queryKey: ["servers", "metrics", id, period],
    queryFn: async () =>
      (await unwrap(api.GET("/v1/servers/{id}/metrics", { params: { path: { id }, query: { period } } }))).metrics,
    refetchInterval: (query) => (query.state.data?.refreshing ? FAST : SLOW),
    placeholderData: keepPreviousData,
  });

export const trafficQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "traffic", id],
    queryFn: async () => (await unwrap(api.GET("/v1/servers/{id}/traffic", { params: { path: { id } } }))).traffic,
    refetchInterval: 60_000,
  });
