import { affected } from "../kernel/database/index.ts";
import { type Ctx, insertAudit } from "../kernel/index.ts";
import type { ObservedVm } from "./jobs.ts";

/** Proxmox's own lists are up to ten seconds old, and clocks are not quite the same. */
const SETTLED_MS = 30_000;
/** While one of these is on, what the VM is doing is somebody's work in progress. */
const BUSY = new Set(["clone", "create", "migrate", "rollback", "suspending", "suspended"]);

export interface Watched {
  id: string;
  tenant_id: string;
  vmid: number;
  status: string;
  action_id: string | null;
}

/**
 * Shows a server as its VM is, where nothing of ours holds it: its guest powered off, or staff started or stopped it.
 * Only a VM that is known to carry the server's mark counts, and only what was seen after the last action had ended.
 */
export async function noticePower(
  ctx: Ctx,
  observed: { at: Date; relay: string },
  seen: { server: Watched; vm: ObservedVm }[],
): Promise<void> {
  const differing = seen.filter(
    ({ server, vm }) =>
      (server.status === "running" || server.status === "stopped") &&
      (vm.status === "running" || vm.status === "stopped") &&
      server.action_id === null &&
      vm.status !== server.status &&
      vm.config?.server === server.id &&
      !BUSY.has(vm.lock ?? ""),
  );
  if (differing.length === 0) return;
  const touched = await changedSince(
    ctx,
    differing.map(({ server }) => server.id),
    new Date(observed.at.getTime() - SETTLED_MS),
  );
  for (const { server, vm } of differing) {
    if (touched.has(server.id) || vm.status === "unknown") continue;
    const result = await ctx.db
      .updateTable("servers")
      .set({ status: vm.status })
      .where("id", "=", server.id)
      .where("action_id", "is", null)
      .where("status", "=", server.status === "running" ? "running" : "stopped")
      .executeTakeFirst();
    if (affected(result) === 0) continue;
    await insertAudit(ctx, "server.power_noticed", "done", {
      tenant: server.tenant_id,
      resource: { type: "server", id: server.id },
      changes: { status: { before: server.status, after: vm.status }, seen: observed.at.toISOString() },
    });
    ctx.send({
      topic: "event",
      type: vm.status === "running" ? "server.found_running" : "server.found_stopped",
      tenant: server.tenant_id,
      payload: { server: server.id, noticed_by: observed.relay, seen: observed.at.toISOString() },
    });
  }
}

/** Which of these subjects an action changes now, or has changed since. */
export async function changedSince(ctx: Ctx, subjects: string[], since: Date): Promise<Set<string>> {
  if (subjects.length === 0) return new Set();
  const rows = await ctx.db
    .selectFrom("actions")
    .select("subject_id")
    .distinct()
    .where("subject_id", "in", subjects)
    .where((eb) => eb.or([eb("finished_at", "is", null), eb("finished_at", ">=", since)]))
    .execute();
  return new Set(rows.map((row) => row.subject_id));
}
