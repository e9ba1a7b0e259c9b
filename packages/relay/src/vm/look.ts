import { sleep } from "@hostwright/core/kernel/clock";
import { JobFailure } from "../errors.ts";
import type { JobContext } from "../jobs/context.ts";
import type { VmConfig } from "../proxmox/answers.ts";
import { markIn } from "./mark.ts";

/** Which VM a job is about, and whose it must be. */
export interface Wanted {
  vmid: number;
  mark: string;
}

export type Found =
  | { kind: "absent" }
  | { kind: "ours"; node: string; config: VmConfig }
  /** Somebody else's: another mark, none, or a container. */
  | { kind: "foreign"; node: string }
  /** Being cloned or restored and not yet marked: ours or not, nobody can tell before that is further. */
  | { kind: "undecided"; node: string };

/** Looks the id up in the whole cluster, since HA and staff move VMs, and reads whose it is. */
export async function find(ctx: JobContext, wanted: Wanted): Promise<Found> {
  const resources = await ctx.resources("vm");
  const resource = resources.find((candidate) => candidate.vmid === wanted.vmid);
  if (!resource?.node) return { kind: "absent" };
  const { node } = resource;
  if (resource.type !== "qemu") return { kind: "foreign", node };
  const config = await ctx.read("GET /nodes/{node}/qemu/{vmid}/config", { node, vmid: wanted.vmid });
  const mark = markIn(config.description);
  if (mark === wanted.mark) return { kind: "ours", node, config };
  return mark === undefined && isBeingMade(config) ? { kind: "undecided", node } : { kind: "foreign", node };
}

const FIRST_LOOK_MS = 50;
const LONGEST_LOOK_MS = 2_000;

/** Looks again and again, fast at first, until `settled` makes something of what is seen; the signal ends it. */
export async function lookFor<T, S>(
  ctx: JobContext,
  look: () => Promise<T>,
  settled: (seen: T) => S | undefined,
): Promise<S> {
  for (let pause = FIRST_LOOK_MS; ; pause = Math.min(pause * 1.5, LONGEST_LOOK_MS)) {
    const found = settled(await look());
    if (found !== undefined) return found;
    await sleep(ctx.clock, pause, ctx.signal);
  }
}

/** The same, for what is seen itself. */
export async function lookUntil<T>(ctx: JobContext, look: () => Promise<T>, done: (seen: T) => boolean): Promise<T> {
  const { seen } = await lookFor(ctx, look, (now) => (done(now) ? { seen: now } : undefined));
  return seen;
}

type Settled = Exclude<Found, { kind: "undecided" }>;

/** Waits while a clone or restore is under way at this id, whoever's it is, and then says what is there. */
export function findSettled(ctx: JobContext, wanted: Wanted): Promise<Settled> {
  return lookFor(
    ctx,
    () => find(ctx, wanted),
    (found) => (found.kind === "undecided" || (found.kind === "ours" && isBeingMade(found.config)) ? undefined : found),
  );
}

/** By a clone or a restore: its description comes when that is further. */
const isBeingMade = (config: VmConfig) => config.lock === "clone" || config.lock === "create";

/**
 * Our VM, for the jobs that need one.
 * @throws JobFailure `vm_missing`, or `vmid_taken` when it is not ours.
 */
export async function findOurs(ctx: JobContext, wanted: Wanted): Promise<Extract<Found, { kind: "ours" }>> {
  const found = await findSettled(ctx, wanted);
  if (found.kind === "absent") throw new JobFailure("vm_missing");
  if (found.kind === "foreign")
    throw new JobFailure("vmid_taken", `VM ${wanted.vmid} on ${found.node} does not carry ${wanted.mark}`);
  return found;
}
