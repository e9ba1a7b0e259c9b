import { Paperclip } from "lucide-react";
import type { Message } from "@/lib/api/archive.ts";
import { cn } from "@/lib/cn.ts";
import { formatBytes, formatMoment } from "@/lib/format.ts";
import { Badge } from "../ui/status.tsx";

/** What one of them wrote, as text: whatever somebody put into it is shown and never run. */
export function TicketMessage({ message: { author, name, at, text, attachments } }: { message: Message }) {
  const staff = author === "staff";
  return (
    <li className={cn("rounded-lg border bg-surface shadow-card", staff && "border-accent/30")}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 border-b px-4 py-2 text-sm">
        <span className="font-medium">{name || (staff ? "Support" : "Customer")}</span>
        {staff && <Badge tone="moving">Support</Badge>}
        {at && (
          <time dateTime={at} className="tabular ml-auto text-muted text-xs" suppressHydrationWarning>
            {formatMoment(at)}
          </time>
        )}
      </div>
      <p className="whitespace-pre-wrap break-words px-4 py-3 text-sm">{text}</p>
      {attachments.length > 0 && (
        <ul aria-label="Attachments" className="flex flex-wrap gap-2 px-4 pb-3">
          {attachments.map(({ name: file, size, url }, index) => (
            <li key={`${String(index)} ${file}`} className="max-w-full">
              {url ? (
                <a
                  href={`/api${url}`}
                  download
                  className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-md border border-strong bg-surface px-2.5 text-xs hover:bg-sunken"
                >
                  <Paperclip aria-hidden className="size-3.5 shrink-0" />
                  <span className="truncate">{file}</span>
                  {size !== null && <span className="shrink-0 text-muted">{formatBytes(size)}</span>}
                </a>
              ) : (
                <span className="inline-flex min-h-8 max-w-full items-center gap-1.5 rounded-md border border-dashed px-2.5 text-muted text-xs">
                  <Paperclip aria-hidden className="size-3.5 shrink-0" />
                  <span className="truncate">{file}</span>
                  <span className="shrink-0">not brought over</span>
                </span>
              )}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
