"use client";

import { MessagesSquare, ReceiptText } from "lucide-react";
import Link from "next/link";
import type { TenantDetail } from "@/lib/api/staff.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { Section } from "../ui/card.tsx";

const PAGES = [
  ["invoices", "Invoices, payments and credit", ReceiptText],
  ["tickets", "Tickets", MessagesSquare],
] as const;

/** The way to what a migration brought of the tenant's papers. */
export function TenantArchive({ tenant: { id } }: { tenant: TenantDetail }) {
  const missing = useMissing("operator:archive");
  return (
    <Section title="Archive" className={missing ? "" : "py-0"}>
      {missing ? (
        <p className="text-muted text-sm">{missing}</p>
      ) : (
        <ul aria-label="Archive" className="divide-y">
          {PAGES.map(([page, title, Icon]) => (
            <li key={page} className="py-2.5 text-sm">
              <Link
                href={`/operator/${page}?tenant=${id}`}
                className="flex w-fit items-center gap-2 rounded font-medium hover:text-accent"
              >
                <Icon aria-hidden className="size-4 text-muted" />
                {title}
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
