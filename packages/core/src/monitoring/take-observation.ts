import type { z } from "zod";
import { insertIgnore, jsonIn, jsonOut, upsert } from "../kernel/database/index.ts";
import { type App, type Ctx, parse, system, transact } from "../kernel/index.ts";
import { countTraffic } from "./count-traffic.ts";
import { observationMessage } from "./jobs.ts";
import { noticePower } from "./notice-power.ts";

type Observation = z.output<typeof observationMessage>;

/**
 * Takes one part of what a relay saw into the records. Parts of a round that is older than the newest complete one change
 * nothing, and neither do repeats. Eight statements or so for some hundred VMs.
 */
export async function takeObservation(app: App, body: unknown): Promise<void> {
  const message = parse(observationMessage, body);
  await transact({ app, actor: system(`relay ${message.relay}`), requestId: "observation" }, (ctx) =>
    take(ctx, message),
  );
}

async function take(ctx: Ctx, message: Observation): Promise<void> {
  const head = await lockHead(ctx, message.endpoint);
  if (!head) return ctx.log.warn("an endpoint nobody knows was observed", { endpoint: message.endpoint });
  // A relay whose clock is ahead must not keep its twin from being heard.
  const at = new Date(Math.min(Date.parse(message.at), ctx.now.getTime()));
  if (head.observed_at && at <= head.observed_at) return;
  const { endpoint_id } = head;
  const { round, part } = message;
  const row = { observed_at: at, vms: jsonIn(message.vms), count: message.vms.length };
  await upsert(
    ctx.db,
    "observation_parts",
    { endpoint_id, round, part, ...row, site: message.site ? jsonIn(message.site) : null },
    { keys: ["endpoint_id", "round", "part"], update: ["observed_at"] },
  );
  const seen = await serversOf(ctx, endpoint_id, message);
  await noticePower(ctx, { at, relay: message.relay }, seen);
  await countTraffic(
    ctx,
    at,
    seen.filter(({ server, vm }) => vm.config === undefined || vm.config.server === server.id),
  );
  await complete(ctx, endpoint_id, message, at);
}

/** The endpoint's turn for the rest of this transaction. */
async function lockHead(ctx: Ctx, endpoint: string) {
  const locked = () =>
    ctx.db.selectFrom("observations").selectAll().where("endpoint", "=", endpoint).forUpdate().executeTakeFirst();
  const head = await locked();
  if (head) return head;
  const known = await ctx.db.selectFrom("endpoints").select("id").where("name", "=", endpoint).executeTakeFirst();
  if (!known) return undefined;
  const empty = { round: null, relay: null, observed_at: null, taken_at: null, site: null, reconciled_at: null };
  await insertIgnore(ctx.db, "observations", { endpoint_id: known.id, endpoint, vms: 0, ...empty });
  return locked();
}

async function serversOf(ctx: Ctx, endpoint: string, { vms }: Observation) {
  const byId = new Map(vms.filter((vm) => !vm.template).map((vm) => [vm.vmid, vm]));
  if (byId.size === 0) return [];
  const servers = await ctx.db
    .selectFrom("servers")
    .select(["id", "tenant_id", "vmid", "status", "action_id"])
    .where("endpoint_id", "=", endpoint)
    .where("vmid", "in", [...byId.keys()])
    .where("deleted_at", "is", null)
    .execute();
  return servers.flatMap((server) => {
    const vm = byId.get(server.vmid);
    return vm ? [{ server, vm }] : [];
  });
}

/** Once all parts are there the round is what the endpoint shows; the rounds before it are forgotten. */
async function complete(ctx: Ctx, endpoint_id: string, { round, parts, relay }: Observation, at: Date): Promise<void> {
  const there = await ctx.db
    .selectFrom("observation_parts")
    .select((eb) => [eb.fn.countAll<number>().as("parts"), eb.fn.sum<number>("count").as("vms")])
    .where("endpoint_id", "=", endpoint_id)
    .where("round", "=", round)
    .executeTakeFirstOrThrow();
  if (Number(there.parts) < parts) return;
  const first = await ctx.db
    .selectFrom("observation_parts")
    .select("site")
    .where("endpoint_id", "=", endpoint_id)
    .where("round", "=", round)
    .where("part", "=", 0)
    .executeTakeFirst();
  await ctx.db
    .updateTable("observations")
    .set({
      round,
      relay,
      observed_at: at,
      taken_at: ctx.now,
      site: first?.site ? jsonIn(jsonOut(first.site)) : null,
      vms: Number(there.vms),
    })
    .where("endpoint_id", "=", endpoint_id)
    .execute();
  await ctx.db
    .deleteFrom("observation_parts")
    .where("endpoint_id", "=", endpoint_id)
    .where("round", "<>", round)
    .where("observed_at", "<=", at)
    .execute();
}
