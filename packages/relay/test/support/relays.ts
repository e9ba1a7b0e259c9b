import type { Log } from "@hostwright/core/kernel/log";
import type { Proxmox as Testbed } from "@hostwright/testbed/proxmox/index";
import type { RelayConfig } from "../../src/config.ts";
import type { Queues } from "./queues.ts";
import { TOKEN } from "./site.ts";

/** A relay's settings for these queues and this testbed, quick to hand its work back. */
export function relayConfig(
  relay: string,
  queues: Queues,
  testbed: Testbed,
  change: Partial<RelayConfig> = {},
): RelayConfig {
  return {
    relay,
    location: "fra1",
    version: "0.1.0",
    aws: queues.aws,
    job_queue_url: queues.job_queue_url,
    result_queue_url: queues.result_queue_url,
    keys: [{ kty: "OKP", crv: "X25519", kid: "k", x: "x", d: "d" }],
    most_consoles: 50,
    concurrency: 10,
    visibility_seconds: 15,
    drain_seconds: 0,
    observe_seconds: 60,
    observe_configs: 100,
    endpoints: [{ name: "e1", url: testbed.url, fingerprint: testbed.fingerprint, ...TOKEN }],
    log_level: "INFO",
    ...change,
  };
}

/** A log that keeps each line as JSON text. */
export function linesInto(lines: string[], fields: object = {}): Log {
  const write =
    (level: string) =>
    (message: string, more: Record<string, unknown> = {}) => {
      lines.push(JSON.stringify({ level, message, ...fields, ...more }));
    };
  return {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    with: (more) => linesInto(lines, { ...fields, ...more }),
  };
}
