"use client";

import { ReceiptText } from "lucide-react";
import dynamic from "next/dynamic";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMissing } from "@/lib/use-permission.ts";
import { PageHeader } from "../page-header.tsx";
import { OneTenant } from "../tenants/one-tenant.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { TabPanel, Tabs } from "../ui/tabs.tsx";
import { InvoicesPanel } from "./invoices-panel.tsx";

const loading = () => <Skeleton className="h-40" />;
const PaymentsPanel = dynamic(() => import("./payments-panel.tsx"), { loading });
const CreditsPanel = dynamic(() => import("./credits-panel.tsx"), { loading });

const TABS = [
  ["invoices", "Invoices"],
  ["payments", "Payments"],
  ["credit", "Credit"],
] as const;

const parsers = {
  tab: parseAsStringLiteral(["invoices", "payments", "credit"]).withDefault("invoices"),
  tenant: parseAsString,
  cursor: parseAsString,
};

/** What was invoiced and paid before a migration brought it here: a customer's own, or for operators everybody's. */
export function InvoicesPage({ asOperator = false }: { asOperator?: boolean }) {
  const [{ tab, tenant, cursor }, set] = useQueryStates(parsers, { history: "replace" });
  const unreadable = useMissing(asOperator ? "operator:archive" : "invoice:read");
  const shown = {
    whose: { asOperator, ...(asOperator && tenant ? { tenant } : {}) },
    cursor,
    onMove: (next: string | null) => void set({ cursor: next }, { history: "push" }),
  };
  return (
    <>
      <PageHeader title="Invoices">
        {asOperator
          ? "As the system before issued them. Nothing here changes them."
          : "What you were invoiced before your account moved here, as it was issued."}
      </PageHeader>
      {unreadable ? (
        <Card>
          <Empty icon={ReceiptText} title="You cannot see invoices">
            {unreadable}
          </Empty>
        </Card>
      ) : (
        <>
          {shown.whose.tenant && (
            <OneTenant id={shown.whose.tenant} onAll={() => set({ tenant: null, cursor: null })} />
          )}
          <Tabs label="Invoices" tabs={TABS} value={tab} onChange={(next) => set({ tab: next, cursor: null })}>
            <TabPanel value="invoices">
              <InvoicesPanel {...shown} />
            </TabPanel>
            <TabPanel value="payments">
              <PaymentsPanel {...shown} />
            </TabPanel>
            <TabPanel value="credit">
              <CreditsPanel {...shown} />
            </TabPanel>
          </Tabs>
        </>
      )}
    </>
  );
}
