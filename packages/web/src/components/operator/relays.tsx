import type { Endpoint } from "@/lib/api/shapes.ts";
import { sentence } from "@/lib/explain.ts";
import { plural } from "@/lib/format.ts";
import { Badge } from "../ui/status.tsx";
import { Ago } from "../ui/time.tsx";

/** Whether anyone does the work there. */
export function Relays({ relays }: { relays: Endpoint["relays"] }) {
  return (
    <div className="border-t pt-4">
      <h3 className="mb-2 font-medium text-sm">Relays</h3>
      {relays.length === 0 ? (
        <p className="text-muted text-sm">None has ever reported. Orders at this location wait until one does.</p>
      ) : (
        <ul className="flex flex-col gap-2">
          {relays.map((relay) => (
            <li key={relay.name} className="text-sm">
              <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                <span className="font-mono text-xs">{relay.name}</span>
                <Badge tone={relay.present ? (relay.problems.length > 0 ? "warn" : "good") : "bad"}>
                  {relay.present ? (relay.problems.length > 0 ? "Has problems" : "Present") : "Away"}
                </Badge>
                <span className="text-muted text-xs">
                  seen <Ago at={relay.last_seen} /> · {plural(relay.running_jobs, "job")} running · version{" "}
                  {relay.version}
                </span>
              </p>
              {relay.problems.map((problem) => (
                <p key={problem.endpoint + problem.code} className="mt-1 text-warn text-xs">
                  {problem.endpoint}: {sentence(problem.message)} <code className="font-mono">{problem.code}</code>
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
