import { AppError, type ErrorDetails } from "../kernel/index.ts";
import { isManagedElsewhere, type ServerRow } from "./repository.ts";
import { type ServerVerb, serverCan } from "./state.ts";

/** Throws what the state table says against a verb. `locked` names the action that holds the lock. */
export function refuseUnless(verb: ServerVerb, row: ServerRow): void {
  const verdict = serverCan[verb]({
    status: row.status,
    suspended: row.holds > 0,
    action: row.action_id,
    deletion_due: row.deletion_due,
    protection: { delete: row.protect_delete, rebuild: row.protect_rebuild },
    rescue: row.rescue,
    managed_elsewhere: isManagedElsewhere(row),
  });
  if (verdict.ok) return;
  const details: ErrorDetails | undefined =
    verdict.code === "locked" && row.action_id ? { action: row.action_id } : undefined;
  throw new AppError(verdict.code, verdict.reason, details);
}
