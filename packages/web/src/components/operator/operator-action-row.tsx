import Link from "next/link";
import type { ListedOperatorAction } from "@/lib/api/shapes.ts";
import { sentence } from "@/lib/explain.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { ActionStatusBadge, Badge } from "../ui/status.tsx";
import { Ago, Took } from "../ui/time.tsx";

/** An action of any tenant, leading to its page. */
export function OperatorActionRow({ action, tenant = true }: { action: ListedOperatorAction; tenant?: boolean }) {
  const running = action.steps.find((step) => step.status === "running" || step.status === "undoing");
  const detail = action.error
    ? sentence(action.error.message)
    : running && `${running.title}${running.message ? `: ${running.message}` : ""}`;
  return (
    <li className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2 text-sm">
      <div className="min-w-0 flex-1 basis-48">
        <Link href={`/operator/actions/${action.id}`} className="block truncate rounded font-medium hover:text-accent">
          {commandTitle(action.command)}
        </Link>
        {detail && <p className={`truncate text-xs ${action.error ? "text-bad" : "text-muted"}`}>{detail}</p>}
      </div>
      {tenant && action.tenant && <span className="max-w-40 truncate text-muted text-xs">{action.tenant.name}</span>}
      {action.error && action.error.leftovers.length > 0 && <Badge tone="warn">Left something</Badge>}
      <ActionStatusBadge status={action.status} />
      <span className="tabular text-muted text-xs sm:w-32 sm:text-right">
        <Ago at={action.started} /> · <Took from={action.started} to={action.finished} />
      </span>
    </li>
  );
}
