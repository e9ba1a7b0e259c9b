"use client";

import { useQuery } from "@tanstack/react-query";
import { Truck } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { migrationsQuery } from "@/lib/api/migrations.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { Adoptions } from "./adoptions.tsx";
import { LegacyRecords } from "./legacy-records.tsx";
import { Numbering } from "./numbering.tsx";
import { RunCard } from "./run-card.tsx";
import { SetAside } from "./set-aside.tsx";

const TABS = [
  ["runs", "Runs"],
  ["set-aside", "Set aside"],
  ["servers", "Servers"],
  ["records", "Kept records"],
] as const;
type Tab = (typeof TABS)[number][0];
const tabs: Tab[] = TABS.map(([key]) => key);

/** Filters and places belong to one tab: none goes along to another. */
const state = {
  tab: parseAsStringLiteral(tabs).withDefault("runs"),
  cursor: parseAsString,
  code: parseAsString,
  state: parseAsString,
  table: parseAsString,
  row: parseAsString,
  client: parseAsString,
  text: parseAsString,
  record: parseAsString,
};

/** What came over from another system, what did not, and whose the VMs are. */
export function MigrationsPage() {
  const [{ tab }, set] = useQueryStates(state);
  const { data, error, refetch } = useQuery(migrationsQuery);
  return (
    <>
      <PageHeader title="Migrations">
        What came over from another system, what did not and why, and which servers are still run there.
      </PageHeader>
      {error && !data ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : data?.migrations.length === 0 ? (
        <Card>
          <Empty icon={Truck} title="Nothing has been brought over">
            Plan it from the command line:{" "}
            <code className="whitespace-nowrap font-mono text-xs">hostwright migrate whmcs plan --record</code>. Plans,
            runs and reconciliations appear here.
          </Empty>
        </Card>
      ) : (
        <Tabs<Tab>
          value={tab}
          onChange={(next) => set(null).then(() => set({ tab: next }))}
          tabs={TABS}
          label="Migration"
        >
          <TabPanel value="runs">
            <div className="flex flex-col gap-4">
              {data && <Numbering sequences={data.sequences} />}
              {data?.migrations.map((run) => (
                <RunCard key={run.id} run={run} />
              ))}
            </div>
          </TabPanel>
          <TabPanel value="set-aside">{data && <SetAside runs={data.migrations} />}</TabPanel>
          <TabPanel value="servers">
            <Adoptions />
          </TabPanel>
          <TabPanel value="records">
            <LegacyRecords />
          </TabPanel>
        </Tabs>
      )}
    </>
  );
}
