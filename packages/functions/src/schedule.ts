import { sweepJobs } from "@hostwright/core/action";
import { removeFiles } from "@hostwright/core/archive";
import { anchorAudit, expireAudit, sealAudit, watchAudit } from "@hostwright/core/audit";
import { expireBackups, runDueBackups } from "@hostwright/core/backup";
import { endConsoles, forgetConsoles } from "@hostwright/core/console";
import { forgetChallenges } from "@hostwright/core/factor";
import { forgetMailCaps, forgetProofs, forgetSessions } from "@hostwright/core/identity";
import type { App } from "@hostwright/core/kernel";
import { timeLeft } from "@hostwright/core/kernel/deadline";
import { forgetBuckets } from "@hostwright/core/kernel/limit/index";
import { forgetIdempotencyKeys, sweepOutbox } from "@hostwright/core/kernel/sweep";
import { forgetMetrics, settleTraffic } from "@hostwright/core/monitoring";
import { forgetAssignments } from "@hostwright/core/network";
import { forgetFindings, reconcile } from "@hostwright/core/reconcile";
import { deleteDueServers, liftDueHolds } from "@hostwright/core/server";
import { forgetDeliveries } from "@hostwright/core/webhook";
import middy from "@middy/core";
import { whileInTime } from "./in-time.ts";

const TASKS = {
  sweep: [
    sweepOutbox,
    sweepJobs,
    deleteDueServers,
    liftDueHolds,
    runDueBackups,
    endConsoles,
    reconcile,
    sealAudit,
    watchAudit,
  ],
  forget: [
    forgetIdempotencyKeys,
    forgetBuckets,
    forgetSessions,
    forgetProofs,
    forgetMailCaps,
    forgetChallenges,
    forgetAssignments,
    expireBackups,
    forgetConsoles,
    settleTraffic,
    forgetMetrics,
    forgetFindings,
    forgetDeliveries,
    removeFiles,
    anchorAudit,
    expireAudit,
  ],
} as const;

type Task = keyof typeof TASKS;

/** As long as the longest piece of a task may take: an endpoint reconciled, an action started. */
const SPARE_MS = 20_000;

export const scheduleHandler = (app: () => App) =>
  middy<{ task: Task }, void>().handler(({ task }, context) =>
    whileInTime(app(), context, SPARE_MS, (timed) => runTasks(timed, task)),
  );

/** Runs a schedule's tasks, each on its own: one that fails does not keep the others from running. */
async function runTasks(app: App, task: Task): Promise<void> {
  const outcomes = await Promise.allSettled(TASKS[task].map((run) => run(app)));
  const failures = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
  for (const reason of failures) app.log.error("schedule task failed", { task, reason: String(reason) });
  if (!timeLeft(app)) app.log.warn("schedule out of time, the rest is for the next run", { task });
  if (failures.length > 0) throw new AggregateError(failures, `schedule ${task} failed`);
}
