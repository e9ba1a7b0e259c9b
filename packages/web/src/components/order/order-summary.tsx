"use client";

import type { ReactNode } from "react";
import type { Image, Location, Plan } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory, formatMoney } from "@/lib/format.ts";
import { Card } from "../ui/card.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";

interface Props {
  plan: Plan | undefined;
  image: Image | undefined;
  location: Location | undefined;
  name: string;
  withoutKey: boolean;
  busy: boolean;
  missing: string | undefined;
  /** What is used of the quota; on a small screen it is left to the refusal. */
  usage: ReactNode;
  children: ReactNode;
}

/** What is about to be bought, always in sight: beside the form, or at the foot of a small screen. */
export function OrderSummary({ plan, image, location, name, withoutKey, busy, missing, usage, children }: Props) {
  return (
    <aside
      aria-label="Order summary"
      className="max-lg:-mx-4 sm:max-lg:-mx-6 sticky bottom-0 z-20 lg:top-7 lg:bottom-auto"
    >
      <Card className="flex flex-col max-lg:rounded-none max-lg:border-x-0 max-lg:border-b-0 max-lg:shadow-lift">
        <dl className="hidden flex-col gap-2 border-b p-4 text-sm lg:flex">
          <Line name="Name" value={name.trim() || "–"} />
          <Line name="Location" value={location?.title} />
          <Line name="Image" value={image?.title} />
          <Line name="Plan" value={plan?.title} />
          {plan && (
            <Line
              name=""
              value={`${plan.cores} vCPU · ${formatMemory(plan.memory_mb)} · ${formatDisk(plan.disk_gb)}`}
            />
          )}
          <Line name="Addresses" value="IPv4 and IPv6 /64" />
          <Line name="Sign-in" value={withoutKey ? "Root password, shown once" : "SSH keys"} />
        </dl>
        <div className="flex flex-col gap-3 px-4 py-3 sm:max-lg:px-6">
          {children}
          <div className="flex items-center justify-between gap-3 lg:flex-col lg:items-stretch">
            <p className="flex items-baseline justify-between gap-2">
              <span className="text-muted text-sm max-lg:sr-only">Total</span>
              <span className="tabular">
                <span className="font-semibold text-xl tracking-tight">{plan ? formatMoney(plan.price) : "–"}</span>{" "}
                <span className="text-muted text-xs">a month</span>
              </span>
            </p>
            <ReasonButton type="submit" look="primary" size="lg" busy={busy} reason={missing}>
              {busy ? "Ordering…" : "Order server"}
            </ReasonButton>
          </div>
        </div>
      </Card>
      <div className="mt-4 hidden lg:block">{usage}</div>
    </aside>
  );
}

const Line = ({ name, value }: { name: string; value: string | undefined }) => (
  <div className="flex justify-between gap-3">
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 truncate text-right">{value ?? "–"}</dd>
  </div>
);
