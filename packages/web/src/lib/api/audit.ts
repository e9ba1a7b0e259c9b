import type { Schema } from "@hostwright/sdk";
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { askStepUp } from "../step-up.ts";
import { api, newIdempotencyKey, unwrap } from "./client.ts";
import { RequestProblem, toProblem } from "./problem.ts";
import { given } from "./servers.ts";

export type Integrity = Schema<"AuditIntegrity">;
export type AuditSettings = Schema<"AuditSettings">;
export type Erasure = Schema<"Erasure">;
export const OUTCOMES = ["done", "denied", "failed"] as const;

export interface AuditFilters {
  actor?: string | undefined;
  command?: string | undefined;
  resource?: string | undefined;
  outcome?: (typeof OUTCOMES)[number] | undefined;
  address?: string | undefined;
  request?: string | undefined;
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  tenant?: string | undefined;
}

export const auditEntriesQuery = (
  { tenant, ...filters }: AuditFilters,
  cursor: string | undefined,
  asOperator: boolean,
) =>
  queryOptions({
    queryKey: ["audit", "entries", asOperator, tenant, filters, cursor],
    queryFn: () => {
      const query = { limit: 25, ...given({ ...filters, cursor }) };
      return asOperator
        ? unwrap(api.GET("/v1/operator/audit", { params: { query: { ...query, ...given({ tenant }) } } }))
        : unwrap(api.GET("/v1/audit", { params: { query } }));
    },
    placeholderData: keepPreviousData,
  });

/** Looks at a whole chain, piece by piece; `onPiece` hears how far it has come. */
export async function verifyAudit(tenant: string | undefined, onPiece: (seen: number) => void): Promise<Integrity> {
  let seen = 0;
  const problems: Integrity["problems"] = [];
  for (let from = 1; ; ) {
    const { integrity } = await (tenant === undefined
      ? unwrap(api.GET("/v1/audit/integrity", { params: { query: { from } } }))
      : unwrap(api.GET("/v1/operator/audit/integrity", { params: { query: { from, tenant } } })));
    seen += integrity.rows;
    problems.push(...integrity.problems);
    if (integrity.next === null) return { ...integrity, rows: seen, problems };
    from = integrity.next;
    onPiece(seen);
  }
}

/** A document of the API, piece by piece where it says that there is more. */
export async function download(path: string, query: Record<string, string>, onPiece: (text: string) => void) {
  for (let cursor: string | null = null; ; ) {
    const search = new URLSearchParams({ ...query, ...(cursor ? { cursor } : {}) });
    const answer = await fetch(`/api${path}?${search}`);
    const text = await answer.text();
    if (!answer.ok) {
      const problem = toProblem(answer.status, parsed(text), answer.headers);
      if (problem.code === "step_up_required" && (await askStepUp())) continue;
      throw new RequestProblem(problem);
    }
    onPiece(text);
    cursor = answer.headers.get("x-next-cursor");
    if (!cursor) return;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function saveFile(name: string, type: string, parts: string[]): void {
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export const auditSettingsQuery = queryOptions({
  queryKey: ["audit", "settings"],
  queryFn: async () => (await unwrap(api.GET("/v1/audit/settings"))).settings,
});

export const setAuditSettings = (body: { retention_days?: number; silenced_rules?: AuditSettings["silenced_rules"] }) =>
  unwrap(api.PUT("/v1/audit/settings", { body }));

export const erasureQuery = queryOptions({
  queryKey: ["account", "erasure"],
  queryFn: async () => (await unwrap(api.GET("/v1/account/erasure"))).erasure,
});

export const eraseAccount = (confirm: string) =>
  unwrap(
    api.POST("/v1/account/erasure", {
      params: { header: { "Idempotency-Key": newIdempotencyKey() } },
      body: { confirm },
    }),
  );
