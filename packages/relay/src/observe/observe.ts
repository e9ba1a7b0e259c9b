import { type Clock, sleep } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import type { Endpoint } from "../endpoint.ts";
import type { Reports } from "../queue/reports.ts";
import { KnownConfigs } from "./known-configs.ts";
import { lookAt } from "./look.ts";
import { toParts } from "./parts.ts";

/** A look must not wait for an endpoint that hangs; the heartbeat says what is wrong with it. */
const PATIENCE_MS = 45_000;

export interface ObserveOptions {
  relay: string;
  location: string;
  clock: Clock;
  log: Log;
  reports: Reports;
  everySeconds: number;
  /** Configurations read in a round, at most. */
  configsPerRound: number;
  signal: AbortSignal;
}

/**
 * Reports what an endpoint shows, at once and then in rounds. Both relays of a pair may: each round is whole in itself.
 * Changes nothing; resolves when the signal aborts.
 */
export async function observe(endpoint: Endpoint, options: ObserveOptions): Promise<void> {
  const { relay, location, clock, reports, signal } = options;
  const log = options.log.with({ endpoint: endpoint.name });
  const configs = new KnownConfigs(endpoint.proxmox, options.configsPerRound);
  let failing = false;
  while (!signal.aborted) {
    // Before Proxmox is asked: what changes from here on is newer than what will be reported.
    const at = clock.now().toISOString();
    try {
      const seen = await within(PATIENCE_MS, clock, signal, (patience) => lookAt(endpoint, configs, patience));
      const head = { type: "observation", version: 1, relay, location, at, endpoint: endpoint.name } as const;
      await Promise.all(toParts({ ...head, round: `${relay}.${at}` }, seen).map((part) => reports.send(part)));
      if (failing) log.info("the endpoint can be observed again");
      failing = false;
    } catch (error) {
      if (signal.aborted) return;
      if (!failing) log.warn("the endpoint could not be observed", { error: String(error) });
      failing = true;
    }
    await sleep(clock, options.everySeconds * 1000, signal).catch(() => {});
  }
}

async function within<T>(ms: number, clock: Clock, stop: AbortSignal, work: (signal: AbortSignal) => Promise<T>) {
  const patience = new AbortController();
  const giveUp = () => patience.abort(stop.reason);
  stop.addEventListener("abort", giveUp, { once: true });
  const cancel = clock.after(ms, () => patience.abort(new Error(`no answer within ${ms / 1000} s`)));
  try {
    return await work(patience.signal);
  } finally {
    cancel();
    stop.removeEventListener("abort", giveUp);
  }
}
