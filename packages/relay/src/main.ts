import { createLog } from "@hostwright/core/kernel/log";
import { ConfigError, loadConfig, type RelayConfig } from "./config.ts";
import { startRelay } from "./relay.ts";

/** The relay process: `HOSTWRIGHT_RELAY_CONFIG=relay.json node packages/relay/src/main.ts`. */
function settings(): RelayConfig {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

const config = settings();
const log = createLog({ service: "relay", level: config.log_level }).with({
  relay: config.relay,
  location: config.location,
});
const relay = startRelay(config, log, () => {
  process.stdout.write(`ready relay ${config.relay}\n`);
  process.send?.({ ready: true });
});

/** Longest a stop may take, in-flight requests included. */
const STOP_MS = 20_000;
let stopping = false;

function stop(why: string): void {
  if (stopping) return;
  stopping = true;
  log.info("the relay stops", { why });
  setTimeout(() => {
    log.error("the relay did not stop in time; its jobs come again by themselves");
    process.exit(1);
  }, STOP_MS).unref();
  relay.stop().then(
    () => process.exit(0),
    (error: unknown) => {
      log.error("the relay did not stop well", { error: String(error) });
      process.exit(1);
    },
  );
}

/** Whoever asks a second time does not want to wait: jobs in hand come again by themselves. */
function onSignal(signal: string): void {
  if (stopping) {
    log.error("the relay was told to stop twice and stops at once", { why: signal });
    process.exit(1);
  }
  stop(signal);
}
for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => onSignal(signal));
// A relay that was started by another process does not outlive it.
if (process.send) process.on("disconnect", () => stop("parent gone"));
