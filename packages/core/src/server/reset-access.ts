import { z } from "zod";
import { jobId } from "../action/index.ts";
import { jsonIn, jsonOut } from "../kernel/database/index.ts";
import {
  AppError,
  type Ctx,
  command,
  idShape,
  invalidField,
  parse,
  type Work,
  type Workflow,
} from "../kernel/index.ts";
import { beginAction, endChange, notePower } from "./begin.ts";
import { orderJob } from "./job-orders.ts";
import { serverResults } from "./jobs.ts";
import { newPassword, sealForLocation } from "./password.ts";
import { refuseUnless } from "./refuse.ts";
import { getServer, lockServer, subjectServer } from "./repository.ts";
import { sshKey } from "./schema.ts";

const given = z.looseObject({ ssh_keys: z.array(z.string()).nullable(), first_boot: z.boolean() });

export const resetAccessWorkflow: Workflow = {
  name: "server.reset_access",
  steps: [
    {
      kind: "relay",
      name: "reset",
      title: "Set the new password or keys",
      do: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          const image = await ctx.db
            .selectFrom("images")
            .select("default_user")
            .where("id", "=", server.image_id)
            .executeTakeFirstOrThrow();
          return orderJob(server, "server.reset_access", {
            user: image.default_user,
            sealed_password: server.sealed_password,
            ...parse(given, work.input),
          });
        },
        async done(ctx, work, result) {
          parse(serverResults["server.reset_access"], result);
          const { ssh_keys } = parse(given, work.input);
          // A rebuild gives the new system the keys that are in force.
          if (ssh_keys)
            await ctx.db
              .updateTable("servers")
              .set({ ssh_keys: jsonIn(ssh_keys) })
              .where("id", "=", work.subject.id)
              .execute();
        },
      },
      undo: { none: "Nobody but the system inside knew the password of before; setting another one again is safe." },
    },
    {
      kind: "relay",
      name: "restart",
      title: "Restart for the first boot",
      do: {
        async job(ctx, work) {
          const server = await subjectServer(ctx, work.subject.id);
          if (work.input.before !== "running" || server.holds > 0 || (await byAgent(ctx, work))) return null;
          return orderJob(server, "server.power", { operation: "reboot", timeout_seconds: 180 });
        },
        done: (ctx, work, result) => notePower(ctx, work, parse(serverResults["server.power"], result).power),
      },
      undo: { none: "The new password or keys are set by the next start, whenever that is." },
    },
  ],
  async ended(ctx, work) {
    await ctx.db.updateTable("servers").set({ sealed_password: null }).where("id", "=", work.subject.id).execute();
    await endChange(ctx, work);
  },
};

/** Whether the agent has done it, so that nothing waits for a first boot. */
async function byAgent(ctx: Ctx, work: Work): Promise<boolean> {
  const job = await ctx.db
    .selectFrom("jobs")
    .select("result")
    .where("id", "=", jobId(work, "reset", "do"))
    .executeTakeFirst();
  return parse(serverResults["server.reset_access"], job ? jsonOut(job.result) : null).by === "agent";
}

export const resetAccessInput = z.strictObject({
  id: idShape("srv"),
  password: z
    .boolean()
    .default(false)
    .describe("Whether a new password is made. It is shown in the answer, this once."),
  ssh_keys: z
    .array(sshKey)
    .min(1)
    .max(20)
    .optional()
    .describe("The keys that may sign in from now on, instead of those of before."),
  confirm_first_boot: z
    .boolean()
    .default(false)
    .describe(
      "Where the guest agent does not answer: whether the system's first boot may run again, with a restart. It sets the password and keys, and makes new host keys.",
    ),
});

/**
 * New password or keys for the image's user: through the guest agent, which disturbs nothing; else, only if its owner
 * agrees, through cloud-init, whose first boot then runs again.
 */
export const resetAccess = command({
  name: "server.reset_access",
  permission: "server:access",
  input: resetAccessInput,
  async run(ctx, { id, password, ssh_keys, confirm_first_boot }) {
    if (!password && !ssh_keys) throw invalidField("password", "say what to reset: a password, ssh_keys, or both");
    const row = await lockServer(ctx, id);
    refuseUnless("resetAccess", row);
    if (row.status === "stopped" && !confirm_first_boot)
      throw new AppError(
        "conflict",
        "The server is off, so its guest agent cannot be asked. Start it, or confirm with 'confirm_first_boot' that its first boot runs again.",
      );
    const made = password ? newPassword() : null;
    const sealed_password = made === null ? null : await sealForLocation(ctx, row, made);
    const input = { ssh_keys: ssh_keys ?? null, first_boot: confirm_first_boot };
    const action = await beginAction(ctx, row, resetAccessWorkflow, { sealed_password }, input);
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { reset: [...(password ? ["password"] : []), ...(ssh_keys ? ["keys"] : [])], action: action.id },
    });
    return { server: await getServer(ctx, id), action, root_password: made };
  },
});
