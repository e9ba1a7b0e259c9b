import { type Ctx, command, type Work, type Workflow } from "../kernel/index.ts";
import {
  beginAction,
  endChange,
  lockServer,
  operatorServer,
  protectOrder,
  refuseUnless,
  subjectServer,
} from "../server/index.ts";
import { record, takeForeign } from "./record.ts";
import { setSmtpInput } from "./schema.ts";

export const setSmtpWorkflow: Workflow = {
  name: "firewall.set_smtp",
  steps: [
    {
      kind: "relay",
      name: "apply",
      title: "Open or close outgoing mail",
      do: {
        job: async (ctx, work) =>
          protectOrder(ctx, await subjectServer(ctx, work.subject.id), { smtp_open: work.input.open === true }),
        done: takeForeign,
      },
      // The records still say what was before.
      undo: { job: async (ctx, work) => protectOrder(ctx, await subjectServer(ctx, work.subject.id)) },
    },
    {
      kind: "control",
      name: "keep",
      title: "Keep the setting",
      do: (ctx, work) => keep(ctx, work, work.input.open === true),
      undo: (ctx, work) => keep(ctx, work, work.input.was_open === true),
    },
  ],
  ended: endChange,
};

async function keep(ctx: Ctx, work: Work, smtp_open: boolean): Promise<void> {
  await record(ctx, await subjectServer(ctx, work.subject.id), { smtp_open });
}

/** Operators: opens outgoing TCP 25 of a server that has shown what it sends, or closes it again. */
export const setSmtp = command({
  name: "operator.smtp.set",
  permission: "operator:network",
  input: setSmtpInput,
  async run(ctx, { id, open, reason }) {
    const row = await lockServer(ctx, id);
    refuseUnless("setSmtp", row);
    const { smtp_open: was_open } = await operatorServer(ctx, id);
    const action = await beginAction(ctx, row, setSmtpWorkflow, {}, { open, was_open });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { smtp_open: { before: was_open, after: open }, reason, action: action.id },
    });
    return { server: await operatorServer(ctx, id), action };
  },
});
