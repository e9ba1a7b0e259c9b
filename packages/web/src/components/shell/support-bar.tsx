"use client";

import { useQueryClient } from "@tanstack/react-query";
import { UserRoundCog } from "lucide-react";
import { useEffect, useState } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import type { Me } from "@/lib/api/shapes.ts";
import { plural } from "@/lib/format.ts";
import { endSupport } from "@/lib/support.ts";
import { toast } from "@/lib/toast.ts";
import { useNow } from "@/lib/use-now.ts";
import { Button } from "../ui/button.tsx";

const MINUTE_MS = 60_000;

/** On every page while an operator acts in a customer's place: in whose, why, for how long still. */
export default function SupportBar({ me, support }: { me: Me; support: NonNullable<Me["support"]> }) {
  const client = useQueryClient();
  const [ending, setEnding] = useState(false);
  const left = Date.parse(support.ends) - useNow(5_000);
  const over = left <= 0;
  useEffect(() => {
    // The refusal that this meets leads back to the operator's half.
    if (over) void client.invalidateQueries({ queryKey: meQuery.queryKey });
  }, [over, client]);
  const end = async () => {
    setEnding(true);
    if (me.tenant && (await endSupport(me.tenant.id))) return;
    setEnding(false);
    toast.error("It could not be ended", {
      description: "Try again in a moment; it ends by itself when its time is over.",
    });
  };
  return (
    <section
      aria-label="Acting as a customer"
      className="sticky top-13 z-20 flex flex-wrap items-center gap-x-3 gap-y-2 border-warn/40 border-b bg-warn-soft px-4 py-2 text-sm sm:px-6 lg:top-0"
    >
      <UserRoundCog aria-hidden className="size-4 shrink-0 text-warn" />
      <p className="min-w-0 flex-1 basis-52">
        You act as <strong className="font-medium">{me.user.name}</strong> of{" "}
        <strong className="font-medium">{me.tenant?.name}</strong>.{" "}
        <span className="tabular" suppressHydrationWarning>
          {over ? "The time is over." : `${plural(Math.ceil(left / MINUTE_MS), "minute")} left.`}
        </span>
        <span className="block truncate text-muted text-xs" title={support.reason}>
          They read the reason: {support.reason}
        </span>
      </p>
      <Button size="sm" busy={ending} onClick={end}>
        End
      </Button>
    </section>
  );
}
