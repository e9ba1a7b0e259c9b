"use client";

import { X } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { ACTION_STATUSES } from "@/lib/api/shapes.ts";
import { actionStatusTitle } from "@/lib/words/statuses.ts";
import { PageHeader } from "../page-header.tsx";
import { Button } from "../ui/button.tsx";
import { NativeSelect } from "../ui/field.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { ActionsPanel } from "./actions-panel.tsx";
import { AuditPanel } from "./audit-panel.tsx";

const TABS = [
  ["actions", "Actions"],
  ["audit", "Who did what"],
] as const;

const parsers = {
  tab: parseAsStringLiteral(["actions", "audit"]).withDefault("actions"),
  status: parseAsStringLiteral(ACTION_STATUSES),
  resource: parseAsString,
  cursor: parseAsString,
};

/** Everything that happened in the tenant. */
export function ActivityPage() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const move = (cursor: string | null) => set({ cursor }, { history: "push" });
  const page = { resource: state.resource ?? undefined, cursor: state.cursor ?? undefined, limit: 25 };
  return (
    <>
      <PageHeader title="Activity">Every action with its steps, and every request with who made it.</PageHeader>
      <Tabs label="Activity" tabs={TABS} value={state.tab} onChange={(tab) => set({ tab, cursor: null })}>
        <div className="flex flex-wrap items-center gap-2 empty:hidden">
          {state.tab === "actions" && (
            <NativeSelect
              aria-label="Filter by outcome"
              className="w-auto"
              value={state.status ?? ""}
              onChange={(event) =>
                set({ status: ACTION_STATUSES.find((one) => one === event.target.value) ?? null, cursor: null })
              }
            >
              <option value="">Any outcome</option>
              {ACTION_STATUSES.map((status) => (
                <option key={status} value={status}>
                  {actionStatusTitle(status)}
                </option>
              ))}
            </NativeSelect>
          )}
          {state.resource && (
            <span className="inline-flex min-w-0 items-center gap-1 rounded-md border bg-surface py-0.5 pr-0.5 pl-2 text-xs">
              <span className="truncate">
                Only <span className="font-mono">{state.resource}</span>
              </span>
              <Button
                look="quiet"
                size="icon-sm"
                aria-label="Show all resources"
                onClick={() => set({ resource: null, cursor: null })}
              >
                <X aria-hidden />
              </Button>
            </span>
          )}
        </div>
        <TabPanel value="actions">
          <ActionsPanel filters={{ ...page, status: state.status ?? undefined }} onMove={move} />
        </TabPanel>
        <TabPanel value="audit">
          <AuditPanel filters={page} onMove={move} />
        </TabPanel>
      </Tabs>
    </>
  );
}
