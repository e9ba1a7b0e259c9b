import { SteppedClock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { loadConfig } from "@hostwright/relay/config";
import { startRelay } from "@hostwright/relay/relay";
import { z } from "zod";

/**
 * A relay in a process of its own whose clock its parent steps. Started with the path of its configuration and the time
 * it is; killed when done with.
 */
const order = z.discriminatedUnion("do", [
  z.object({ do: z.literal("advance"), ms: z.number(), id: z.number() }),
  z.object({ do: z.literal("leap"), ms: z.number(), id: z.number() }),
  z.object({ do: z.literal("weigh"), id: z.number() }),
]);

export const report = z.discriminatedUnion("said", [
  z.object({ said: z.literal("receiving") }),
  z.object({ said: z.literal("moved"), id: z.number() }),
  /** Bytes: the heap in use after a collection, and resident memory. */
  z.object({ said: z.literal("weight"), id: z.number(), heap: z.number(), resident: z.number() }),
  z.object({ said: z.literal("error"), message: z.string(), fields: z.record(z.string(), z.unknown()) }),
]);
type Report = z.output<typeof report>;

const tell = (what: Report): void => void process.send?.(what);

/** Errors are all the parent wants to know. */
const errorsOnly = (own: Record<string, unknown>): Log => ({
  debug() {},
  info() {},
  warn() {},
  error: (message, fields) => tell({ said: "error", message, fields: { ...own, ...fields } }),
  with: (fields) => errorsOnly({ ...own, ...fields }),
});

function run(configuration: string, now: string): void {
  const clock = new SteppedClock(new Date(now));
  process.on("message", async (message) => {
    const told = order.parse(message);
    if (told.do === "weigh") {
      globalThis.gc?.();
      const { heapUsed, rss } = process.memoryUsage();
      return tell({ said: "weight", id: told.id, heap: heapUsed, resident: rss });
    }
    if (told.do === "leap") clock.leap(told.ms);
    else await clock.advance(told.ms);
    tell({ said: "moved", id: told.id });
  });
  process.on("disconnect", () => process.exit());
  startRelay(
    loadConfig({ HOSTWRIGHT_RELAY_CONFIG: configuration }),
    errorsOnly({}),
    () => tell({ said: "receiving" }),
    clock,
  );
}

const [, script, configuration, now] = process.argv;
if (script === import.meta.filename && configuration && now) run(configuration, now);
