import { runStep, takeRelayMessage } from "../src/action/index.ts";
import type { JobError } from "../src/action/jobs.ts";
import { jobMessage } from "../src/action/jobs.ts";
import { hasUndo, type Step } from "../src/kernel/index.ts";
import type { World } from "./world.ts";

/** What the relay answers, by the kind of job. */
export type Answers = Record<string, { ok: true; result: Record<string, unknown> } | { ok: false; error: JobError }>;

export const WELL: Answers = {
  "server.clone": { ok: true, result: { node: "pve1" } },
  "server.configure": { ok: true, result: { node: "pve1" } },
  "server.protect": { ok: true, result: { node: "pve1", foreign_rules: 0 } },
  "server.power": { ok: true, result: { power: "running", node: "pve1" } },
  "server.hold": { ok: true, result: { power: "stopped", power_before: "running" } },
  "server.release": { ok: true, result: { power: "running" } },
  "server.destroy": { ok: true, result: { existed: true } },
  "server.move": { ok: true, result: { node: "pve2", power: "running" } },
  "reconcile.reapply": { ok: true, result: { node: "pve1", changed: ["cores"] } },
};

/** Takes an action's execution through all its steps, as its state machine would, and says how it ended. */
export async function follow(world: World, action: string, answers: Answers = WELL): Promise<"succeeded" | "undone"> {
  const row = await world.app.db.kysely
    .selectFrom("actions")
    .select(["command", "attempt"])
    .where("id", "=", action)
    .executeTakeFirstOrThrow();
  const base = { workflow: row.command, action, attempt: row.attempt };
  const steps = world.app.workflows.get(row.command)?.steps ?? [];
  const reached: Step[] = [];
  try {
    for (const step of steps) {
      reached.unshift(step);
      await takeStep(world, { ...base, phase: "do" }, step, answers);
    }
    await runStep(world.app, { ...base, phase: "finish" });
    return "succeeded";
  } catch (error) {
    const caught = { Error: error instanceof Error ? error.name : "Error", Cause: String(error) };
    for (const step of reached.filter((one) => hasUndo<unknown>(one.undo)))
      await takeStep(world, { ...base, phase: "undo", error: caught }, step, answers);
    await runStep(world.app, { ...base, phase: "undone", error: caught });
    return "undone";
  }
}

type Event = Omit<Parameters<typeof runStep>[1], "step" | "token">;

async function takeStep(world: World, event: Event, step: Step, answers: Answers): Promise<void> {
  if (step.kind === "control") return runStep(world.app, { ...event, step: step.name });
  const token = `token ${event.action} ${event.phase} ${step.name}`;
  const before = world.sent.length;
  await runStep(world.app, { ...event, step: step.name, token });
  for (const message of world.sent.slice(before)) {
    if (message.topic === "job") await answer(world, message.body, answers);
  }
  const completed = world.sent.slice(before).find((message) => message.topic === "task" && message.token === token);
  if (completed?.topic !== "task") throw new Error(`step ${step.name} still waits`);
  if (!completed.result.ok) throw new Error(completed.result.message);
}

/** The relay: progress first, then the answer. */
async function answer({ app, clock }: World, body: unknown, answers: Answers): Promise<void> {
  const job = jobMessage.parse(body);
  const outcome = answers[job.kind];
  if (!outcome) throw new Error(`no answer to a job of the kind ${job.kind}`);
  const about = {
    version: 1,
    relay: "relay-1",
    location: job.location,
    at: clock.now().toISOString(),
    job: job.job,
    try: job.try,
    request_id: job.request_id,
  };
  const upid = "UPID:pve1:0003A2F1:0A1B2C3D:6740C0DE:qmclone:100000:hostwright@pve!relay:";
  await takeRelayMessage(app, { ...about, type: "progress", fraction: 0.5, message: "Half way", upid });
  await takeRelayMessage(app, { ...about, type: "result", outcome });
}
