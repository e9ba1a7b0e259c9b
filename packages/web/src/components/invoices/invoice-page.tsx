"use client";

import { useQuery } from "@tanstack/react-query";
import { Printer } from "lucide-react";
import Link from "next/link";
import { type InvoiceDocument, invoiceQuery } from "@/lib/api/archive.ts";
import { useTitle } from "@/lib/use-title.ts";
import { FailedPage } from "../failed-page.tsx";
import { PageHeader } from "../page-header.tsx";
import { ServerSkeleton } from "../servers/server-skeleton.tsx";
import { Button } from "../ui/button.tsx";
import { Badge } from "../ui/status.tsx";
import { InvoicePaper } from "./invoice-paper.tsx";
import { invoiceStatus, invoiceTitle, invoiceTone } from "./status.ts";

/** One invoice, on the screen and on paper. */
export function InvoicePage({ id, asOperator = false }: { id: string; asOperator?: boolean }) {
  const { data: invoice, error, refetch } = useQuery(invoiceQuery(id, asOperator));
  if (invoice) return <Loaded invoice={invoice} asOperator={asOperator} />;
  return error ? <FailedPage title="Invoice" error={error} onRetry={() => refetch()} /> : <ServerSkeleton />;
}

function Loaded({ invoice, asOperator }: { invoice: InvoiceDocument; asOperator: boolean }) {
  const title = invoiceTitle(invoice);
  useTitle(title);
  return (
    <>
      <PageHeader
        title={title}
        actions={
          <Button className="print:hidden" onClick={() => window.print()}>
            <Printer aria-hidden />
            Print
          </Button>
        }
      >
        <span className="flex min-h-5 flex-wrap items-center gap-x-3 gap-y-1">
          <Badge tone={invoiceTone(invoice.status)}>{invoiceStatus(invoice.status)}</Badge>
          {asOperator && invoice.tenant && (
            <Link href={`/operator/tenants/${invoice.tenant.id}`} className="rounded hover:text-accent">
              {invoice.tenant.name}
            </Link>
          )}
        </span>
      </PageHeader>
      <InvoicePaper invoice={invoice} asOperator={asOperator} />
    </>
  );
}
