import { queryOptions } from "@tanstack/react-query";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { SLOW } from "./polling.ts";
import type { Firewall } from "./shapes.ts";

export const firewallQuery = (id: string) =>
  queryOptions({
    queryKey: ["servers", "firewall", id],
    queryFn: async () => (await unwrap(api.GET("/v1/servers/{id}/firewall", { params: { path: { id } } }))).firewall,
    refetchInterval: SLOW,
  });

export type FirewallSettings = Pick<Firewall, "rules" | "default_in" | "default_out">;

export const setFirewall = (id: string, body: FirewallSettings) =>
  unwrap(api.PUT("/v1/servers/{id}/firewall", { params: { path: { id } }, body }));

export const orderAddress = (id: string, family: "ipv4" | "ipv6") =>
  unwrap(
    api.POST("/v1/servers/{id}/addresses", {
      params: { path: { id }, header: { "Idempotency-Key": newIdempotencyKey() } },
      body: { family },
    }),
  );
export const releaseAddress = (id: string, address: string) =>
  unwrap(api.DELETE("/v1/servers/{id}/addresses/{address}", { params: { path: { id, address } } }));
export const setReverseDns = (id: string, address: string, reverse_dns: string | null) =>
  unwrap(
    api.PATCH("/v1/servers/{id}/addresses/{address}", { params: { path: { id, address } }, body: { reverse_dns } }),
  );
