import { jsonOut } from "../kernel/database/index.ts";
import { AppError, type Ctx, command, type Work, type Workflow } from "../kernel/index.ts";
import { isPrimary, releaseAddresses, takeExtraAddress } from "../network/index.ts";
import { lockLocation } from "../placement/index.ts";
import { refuseBeyondQuota } from "../quota/index.ts";
import {
  beginAction,
  endChange,
  getServer,
  lockServer,
  protectOrder,
  refuseUnless,
  type ServerRow,
  subjectServer,
} from "../server/index.ts";
import { requireOrder } from "../tenant/index.ts";
import { EXTRA_LIMIT, orderAddressInput } from "./schema.ts";

const addressOf = (work: Work): string => String(work.input.address);

export const addAddressWorkflow: Workflow = {
  name: "address.order",
  steps: [
    {
      kind: "control",
      name: "reserve",
      title: "Reserve an address",
      // Reserved by the order's own transaction; the step is there for its undo.
      async do() {},
      undo: (ctx, work) => releaseAddresses(ctx, work.subject.id, addressOf(work)),
    },
    {
      kind: "relay",
      name: "allow",
      title: "Let the server use it",
      do: { job: async (ctx, work) => protectOrder(ctx, await subjectServer(ctx, work.subject.id)) },
      undo: {
        job: async (ctx, work) =>
          protectOrder(ctx, await subjectServer(ctx, work.subject.id), { without: addressOf(work) }),
      },
    },
  ],
  async ended(ctx, work, outcome) {
    await endChange(ctx, work);
    if (outcome.status === "success")
      ctx.send({
        topic: "event",
        type: "server.address_added",
        tenant: work.tenant,
        payload: { server: work.subject.id, address: addressOf(work) },
      });
  },
};

/** Orders one more address for a server: reserved in this transaction, let through by the workflow. */
export const orderAddress = command({
  name: "address.order",
  permission: "address:create",
  input: orderAddressInput,
  async run(ctx, { id, family }) {
    const row = await lockServer(ctx, id);
    refuseUnless("changeAddresses", row);
    await requireOrder(ctx, { kind: "address", location: row.location, server: id });
    const version = family === "ipv4" ? 4 : 6;
    const network = jsonOut(row.network);
    if (!network) throw new AppError("conflict", "the server has no network");
    await lockLocation(ctx, row.location, row.tenant_id);
    await refuseBeyondLimit(ctx, row, version);
    await refuseBeyondQuota(ctx, row.tenant_id, { addresses: 1 });
    const { bridge, vlan } = network;
    const owner = { tenant: row.tenant_id, server: id, location: row.location };
    const address = await takeExtraAddress(ctx, { ...owner, family: version, bridge, vlan });
    const action = await beginAction(ctx, row, addAddressWorkflow, {}, { address });
    ctx.audit({
      tenant: row.tenant_id,
      resource: { type: "server", id },
      changes: { address_added: address, action: action.id },
    });
    return { server: await getServer(ctx, id), address, action };
  },
});

async function refuseBeyondLimit(ctx: Ctx, row: ServerRow, family: 4 | 6): Promise<void> {
  const held = await ctx.db
    .selectFrom("addresses")
    .innerJoin("pools", "pools.id", "addresses.pool_id")
    .select("addresses.address")
    .where("addresses.server_id", "=", row.id)
    .where("pools.family", "=", family)
    .execute();
  const network = jsonOut(row.network);
  if (held.filter(({ address }) => !isPrimary(network, address)).length >= EXTRA_LIMIT)
    throw new AppError(
      "resource_limit_exceeded",
      `a server has at most ${EXTRA_LIMIT} extra ${family === 4 ? "IPv4 addresses" : "IPv6 networks"}`,
    );
}
