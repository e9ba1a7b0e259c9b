import { requireInScope } from "../access/index.ts";
import { startAction } from "../action/index.ts";
import { insertTogether, isUniqueViolation, jsonIn, jsonOut } from "../kernel/database/index.ts";
import { AppError, command, tenantOf } from "../kernel/index.ts";
import { sealForRelay } from "../kernel/seal.ts";
import { macOf, primaryAddresses, reservationFrom, takeAddresses } from "../network/index.ts";
import { lockLocation, place } from "../placement/index.ts";
import { refuseBeyondQuota } from "../quota/index.ts";
import { requireApproved, reviewOrder } from "../tenant/index.ts";
import { createWorkflow } from "./create.workflow.ts";
import { newPassword } from "./password.ts";
import { createInput, type Network, type ServerDetail } from "./schema.ts";

/**
 * Orders a server: reserves its place, its VM id and its addresses in this transaction, and starts its creation.
 * Without ssh keys a root password is made, sealed for the relays and answered this once.
 */
export const createServer = command({
  name: "server.create",
  permission: "server:create",
  input: createInput,
  async run(ctx, input) {
    const tenant = tenantOf(ctx);
    requireInScope(ctx, input.labels);
    const id = ctx.id("srv");
    const action = ctx.id("act");
    await reviewOrder(ctx, { kind: "server", plan: input.plan, location: input.location });
    await lockLocation(ctx, input.location, tenant);
    await takeAddresses(ctx, { tenant, server: id, location: input.location });
    const spot = await place(ctx, { tenant, server: id, ...input });
    requireApproved(spot.tenant_status);
    const reserved = reservationFrom(spot);
    const { cores, memory_mb, disk_gb } = spot;
    // Its addresses were taken above, and count already.
    await refuseBeyondQuota(ctx, tenant, { servers: 1, addresses: 2, cores, memory_mb, disk_gb }, { addresses: 2 });
    const network: Network = { mac: macOf(id), ...reserved };
    const password = input.ssh_keys.length > 0 ? null : newPassword();
    const [relayKey] = jsonOut(spot.relay_keys);
    if (password && !relayKey)
      throw new AppError("resource_unavailable", "this location cannot take passwords; give an ssh key");

    const row = {
      id,
      tenant_id: tenant,
      name: input.name,
      status: "creating" as const,
      plan_id: spot.plan_id,
      image_id: spot.image_id,
      location_id: spot.location_id,
      cores: spot.cores,
      memory_mb: spot.memory_mb,
      disk_gb: spot.disk_gb,
      price_amount: spot.price_amount,
      currency: spot.currency,
      holds: 0,
      action_id: action,
      deletion_due: null,
      created_at: ctx.now,
    };
    const pairs = Object.entries(input.labels).map(([label_key, label_value]) => ({
      tenant_id: tenant,
      server_id: id,
      label_key,
      label_value,
    }));
    const whole = {
      ...row,
      name_key: input.name.toLowerCase(),
      hostname: input.name.toLowerCase(),
      endpoint_id: spot.endpoint_id,
      vmid: spot.vmid,
      node_id: spot.node_id,
      storage_id: spot.storage_id,
      template_id: spot.template_id,
      network: jsonIn(network),
      labels: jsonIn(input.labels),
      ssh_keys: jsonIn(input.ssh_keys),
      sealed_password: password && relayKey ? await sealForRelay(relayKey, { password }) : null,
      power_before_hold: null,
      power_seen: null,
      protect_delete: false,
      protect_rebuild: false,
      rescue: false,
      deleted_at: null,
    };
    try {
      await insertTogether(ctx.db, { into: "servers", rows: [whole] }, { into: "server_labels", rows: pairs });
    } catch (error) {
      if (isUniqueViolation(error)?.includes("servers_name_key"))
        throw new AppError("uniqueness_error", `a server named '${input.name}' exists already`, {
          fields: [{ name: "name", messages: ["taken"] }],
        });
      throw error;
    }
    const started = await startAction(ctx, {
      id: action,
      workflow: createWorkflow,
      tenant,
      subject: { type: "server", id },
    });
    ctx.audit({
      resource: { type: "server", id },
      changes: { name: input.name, plan: spot.plan_name, image: spot.image_name, location: spot.location_name },
    });
    ctx.send({ topic: "event", type: "server.ordered", tenant, payload: { server: id, action } });
    const server: ServerDetail = {
      id,
      name: input.name,
      status: row.status,
      plan: { id: spot.plan_id, name: spot.plan_name },
      image: { id: spot.image_id, name: spot.image_name },
      location: { id: spot.location_id, name: spot.location_name },
      cores: row.cores,
      memory_mb: row.memory_mb,
      disk_gb: row.disk_gb,
      price: { amount: row.price_amount, currency: row.currency },
      ipv4: { address: reserved.ipv4.address },
      ipv6: { address: reserved.ipv6.address, network: reserved.ipv6.network },
      labels: input.labels,
      suspended: false,
      action,
      deletion_due: null,
      protection: { delete: false, rebuild: false },
      rescue: false,
      managed_elsewhere: false,
      created: ctx.now.toISOString(),
      holds: [],
      addresses: primaryAddresses(reserved, ctx.now),
    };
    return { server, action: started, root_password: password };
  },
});
