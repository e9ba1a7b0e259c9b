import type { z } from "zod";
import { type Ctx, command, parse, type Work, type Workflow } from "../kernel/index.ts";
import { beginAction, endChange, lockServer, protectOrder, refuseUnless, subjectServer } from "../server/index.ts";
import { record, takeForeign } from "./record.ts";
import { type FirewallSettings, setFirewallInput } from "./schema.ts";
import { firewallView, settingsOf } from "./show.ts";

const settingsShape = setFirewallInput.omit({ id: true });
const wantedBy = (work: Work): FirewallSettings => parse(settingsShape, work.input.after);
const replacedBy = (work: Work): FirewallSettings => parse(settingsShape, work.input.replaces);

export const setFirewallWorkflow: Workflow = {
  name: "firewall.set",
  steps: [
    {
      kind: "relay",
      name: "apply",
      title: "Replace the firewall's rules",
      do: {
        job: async (ctx, work) =>
          protectOrder(ctx, await subjectServer(ctx, work.subject.id), { firewall: wantedBy(work) }),
        done: takeForeign,
      },
      // The records still say what was before.
      undo: { job: async (ctx, work) => protectOrder(ctx, await subjectServer(ctx, work.subject.id)) },
    },
    {
      kind: "control",
      name: "keep",
      title: "Keep the new rules",
      do: (ctx, work) => keep(ctx, work, wantedBy(work)),
      undo: (ctx, work) => keep(ctx, work, replacedBy(work)),
    },
  ],
  ended: endChange,
};

async function keep(ctx: Ctx, work: Work, settings: FirewallSettings): Promise<void> {
  await record(ctx, await subjectServer(ctx, work.subject.id), { settings });
}

/** Replaces the whole list of rules. The same list again applies it anew. */
export const setFirewall = command({
  name: "firewall.set",
  permission: "firewall:update",
  input: setFirewallInput,
  async run(ctx, { id, ...after }: z.output<typeof setFirewallInput>) {
    const row = await lockServer(ctx, id);
    refuseUnless("setFirewall", row);
    const replaces = await settingsOf(ctx, id);
    const action = await beginAction(ctx, row, setFirewallWorkflow, {}, { after, replaces });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { firewall: { before: replaces, after }, action: action.id },
    });
    return { firewall: await firewallView(ctx, id, after), action };
  },
});
