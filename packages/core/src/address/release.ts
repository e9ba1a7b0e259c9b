import { jsonOut } from "../kernel/database/index.ts";
import { AppError, command, type Work, type Workflow } from "../kernel/index.ts";
import { isPrimary, releaseAddresses } from "../network/index.ts";
import {
  beginAction,
  endChange,
  getServer,
  lockServer,
  protectOrder,
  refuseUnless,
  subjectServer,
} from "../server/index.ts";
import { heldBy } from "./held.ts";
import { releaseAddressInput } from "./schema.ts";

const addressOf = (work: Work): string => String(work.input.address);

export const releaseAddressWorkflow: Workflow = {
  name: "address.release",
  steps: [
    {
      kind: "relay",
      name: "forbid",
      title: "Take the address from the server",
      do: {
        job: async (ctx, work) =>
          protectOrder(ctx, await subjectServer(ctx, work.subject.id), { without: addressOf(work) }),
      },
      // The records say whether it is still the server's: where it is, it works again.
      undo: { job: async (ctx, work) => protectOrder(ctx, await subjectServer(ctx, work.subject.id)) },
    },
    {
      kind: "control",
      name: "release",
      title: "Give the address back",
      // Only now, when nothing of the server can use it any more, may it rest for the next one.
      do: (ctx, work) => releaseAddresses(ctx, work.subject.id, addressOf(work)),
      undo: { none: "Nothing after it can fail; the address rests, and nobody else gets it meanwhile." },
    },
  ],
  async ended(ctx, work, outcome) {
    await endChange(ctx, work);
    if (outcome.status === "success")
      ctx.send({
        topic: "event",
        type: "server.address_released",
        tenant: work.tenant,
        payload: { server: work.subject.id, address: addressOf(work) },
      });
  },
};

/** Gives an extra address of a server back. */
export const releaseAddress = command({
  name: "address.release",
  permission: "address:delete",
  input: releaseAddressInput,
  async run(ctx, input) {
    const row = await lockServer(ctx, input.id);
    const { address } = await heldBy(ctx, row, input.address);
    refuseUnless("changeAddresses", row);
    if (isPrimary(jsonOut(row.network), address))
      throw new AppError("conflict", "The server keeps the addresses it was ordered with; only extra ones can go.");
    const action = await beginAction(ctx, row, releaseAddressWorkflow, {}, { address });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id: row.id },
      changes: { address_released: address, action: action.id },
    });
    return { server: await getServer(ctx, row.id), action };
  },
});
