import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client.ts";
import { pollActions } from "./polling.ts";
import { given } from "./servers.ts";
import type { ActionStatus } from "./shapes.ts";

export interface ActionFilters {
  status?: ActionStatus | undefined;
  resource?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export const actionsQuery = (filters: ActionFilters) =>
  queryOptions({
    queryKey: ["actions", filters],
    queryFn: () => unwrap(api.GET("/v1/actions", { params: { query: given(filters) } })),
    refetchInterval: (query) => pollActions(query.state.data?.actions),
    placeholderData: keepPreviousData,
  });

export interface AuditFilters {
  resource?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

export const auditQuery = (filters: AuditFilters) =>
  queryOptions({
    queryKey: ["audit", filters],
    queryFn: () => unwrap(api.GET("/v1/audit", { params: { query: given(filters) } })),
    placeholderData: keepPreviousData,
  });
