import type { WebhookDelivery } from "@/lib/api/shapes.ts";
import type { Column } from "../data-table.tsx";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

const LOOKS = {
  delivered: { tone: "good", title: "Delivered" },
  pending: { tone: "moving", title: "On its way" },
  failed: { tone: "bad", title: "Failed" },
} as const;

export const deliveryColumns = (show: (id: string) => void): Column<WebhookDelivery>[] => [
  {
    id: "type",
    header: "Event",
    meta: { className: "w-full max-w-0 md:w-auto md:max-w-72" },
    cell: ({ row: { original: one } }) => (
      <button
        type="button"
        data-row-link
        onClick={() => show(one.id)}
        className="block max-w-full truncate rounded text-left font-medium hover:text-accent"
      >
        {one.type}
      </button>
    ),
  },
  {
    id: "status",
    header: "Outcome",
    meta: { className: "whitespace-nowrap" },
    cell: ({ row: { original: one } }) => <Badge tone={LOOKS[one.status].tone}>{LOOKS[one.status].title}</Badge>,
  },
  {
    id: "answer",
    header: "Answer",
    meta: { className: "hidden sm:table-cell whitespace-nowrap" },
    cell: ({ row: { original: one } }) =>
      one.response_status ? (
        <span className="tabular">
          {one.response_status} <span className="text-muted">in {one.response_ms} ms</span>
        </span>
      ) : (
        <span className="text-muted">{one.attempts > 0 ? "none" : "–"}</span>
      ),
  },
  {
    id: "attempts",
    header: "Attempts",
    meta: { className: "hidden md:table-cell tabular" },
    cell: ({ row: { original: one } }) => one.attempts,
  },
  {
    id: "when",
    header: "When",
    meta: { className: "whitespace-nowrap text-muted" },
    cell: ({ row: { original: one } }) => <Ago at={one.created} />,
  },
];
