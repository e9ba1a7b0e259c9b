"use client";

import type { AuditEntry } from "@/lib/api/shapes.ts";
import { formatMoment } from "@/lib/format.ts";
import { commandTitle } from "@/lib/words/commands.ts";
import { statusTitle } from "@/lib/words/statuses.ts";
import { Button } from "../ui/button.tsx";
import { Copy } from "../ui/copy.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Fact, Facts } from "../ui/facts.tsx";
import { actorTitle } from "./columns.tsx";

/** One entry with all it says, what changed side by side. */
export default function EntryDialog({ entry, onClose }: { entry: AuditEntry; onClose: () => void }) {
  const changes = Object.entries(entry.changes);
  return (
    <Dialog
      open
      onClose={onClose}
      title={commandTitle(entry.command)}
      className="w-[40rem]"
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <Facts>
        <Fact name="When">{formatMoment(entry.at)}</Fact>
        <Fact name="Outcome">{statusTitle(entry.outcome)}</Fact>
        <Fact name="Who">
          {actorTitle(entry)} <Copy what="actor id" value={entry.actor.id} />
        </Fact>
        {entry.support && <Fact name="Our support, because">{entry.support.reason}</Fact>}
        {entry.tenant && (
          <Fact name="Tenant">
            <Copy what="tenant id" value={entry.tenant} />
          </Fact>
        )}
        {entry.resource && (
          <Fact name="What">
            {entry.resource.type} <Copy what="resource id" value={entry.resource.id} />
          </Fact>
        )}
        <Fact name="From">
          {entry.address ?? "inside"} {entry.country && <span className="text-muted">{entry.country}</span>}
        </Fact>
        {entry.user_agent && (
          <Fact name="Program">
            <span className="min-w-0 [overflow-wrap:anywhere]">{entry.user_agent}</span>
          </Fact>
        )}
        <Fact name="Request">
          <Copy what="request id" value={entry.request_id} />
        </Fact>
        <Fact name="In the chain">{entry.seq === null ? "sealed within a minute" : `number ${entry.seq}`}</Fact>
        {entry.hash && (
          <Fact name="Hash">
            <Copy what="hash" value={entry.hash} />
          </Fact>
        )}
      </Facts>
      {changes.length > 0 && (
        <table className="mt-4 w-full table-fixed border-collapse text-left text-xs">
          <caption className="mb-1 text-left text-muted text-xs">What changed</caption>
          <thead>
            <tr className="border-b text-muted">
              <th className="w-1/4 py-1 pr-2 font-normal">Field</th>
              <th className="py-1 pr-2 font-normal">Before</th>
              <th className="py-1 font-normal">After</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(([name, value]) => (
              <Change key={name} name={name} value={value} />
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

const isChange = (value: unknown): value is { before?: unknown; after: unknown } =>
  typeof value === "object" && value !== null && "after" in value;

function Change({ name, value }: { name: string; value: unknown }) {
  const { before, after } = isChange(value) ? value : { before: undefined, after: value };
  return (
    <tr className="border-b align-top last:border-0">
      <th scope="row" className="break-words py-1.5 pr-2 font-normal">
        {name}
      </th>
      <td className="break-words py-1.5 pr-2 font-mono text-muted">{shown(before)}</td>
      <td className="break-words py-1.5 font-mono">{shown(after)}</td>
    </tr>
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
