import { loadConfig } from "@hostwright/relay/config";
import { startRelay } from "@hostwright/relay/relay";
import { passTime } from "../../system/clock.ts";
import { recordLog } from "../../system/log.ts";
import { answer, PACE, settings } from "./answer.ts";

/** One relay of fra1, as its process is, but for the clock. */
const { config } = settings<{ config: string }>();
const time = passTime(PACE);
const log = recordLog();
const relay = startRelay(loadConfig({ HOSTWRIGHT_RELAY_CONFIG: config }), log.log, () => undefined, time.clock);

answer({ ready: () => true, log: () => log.lines }, async () => {
  await relay.stop();
  time.stop();
});
