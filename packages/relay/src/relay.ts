import { SQSClient } from "@aws-sdk/client-sqs";
import { type Clock, systemClock } from "@hostwright/core/kernel/clock";
import type { Log } from "@hostwright/core/kernel/log";
import { openSealed } from "@hostwright/core/kernel/seal";
import type { RelayConfig } from "./config.ts";
import { Consoles } from "./console/consoles.ts";
import { createEndpoint } from "./endpoint.ts";
import { Health } from "./health.ts";
import { beat } from "./heartbeat.ts";
import { observe } from "./observe/observe.ts";
import { ProxmoxClient } from "./proxmox/client.ts";
import { SqsJobQueue } from "./queue/job-queue.ts";
import { SqsReports } from "./queue/reports.ts";
import { Worker } from "./worker.ts";

export interface Relay {
  /** Takes no more jobs; what does not end in time goes back to the queue. Resolves within 20 s. */
  stop(): Promise<void>;
}

/** Aborting what is left then and handing it back takes moments more. */
const DRAIN_SECONDS = 10;

/** Puts a relay together from its settings and starts it. @param receiving called once the first receive is under way. */
export function startRelay(config: RelayConfig, log: Log, receiving: () => void, clock: Clock = systemClock): Relay {
  const sqs = new SQSClient({
    region: config.aws.region,
    // Without this the client follows the host in the queue's URL, real AWS included.
    useQueueUrlAsEndpoint: false,
    ...(config.aws.endpoint ? { endpoint: config.aws.endpoint } : {}),
    ...(config.aws.credentials
      ? {
          credentials: {
            accessKeyId: config.aws.credentials.access_key_id,
            secretAccessKey: config.aws.credentials.secret_access_key,
          },
        }
      : {}),
  });
  const clients = config.endpoints.map((endpoint) => ({
    name: endpoint.name,
    client: new ProxmoxClient({ ...endpoint, clock, connections: Math.max(16, config.concurrency * 2) }),
  }));
  const consoles = consolesOf(config, clients, { clock, log });
  const endpoints = clients.map(({ name, client }) => createEndpoint(name, client, consoles));
  const reports = new SqsReports(sqs, config.result_queue_url);
  const health = new Health({
    relay: config.relay,
    file: config.health_file,
    clock,
    log,
    runningJobs: () => worker.running,
  });
  const worker: Worker = new Worker({
    relay: config.relay,
    location: config.location,
    clock,
    log,
    reports,
    endpoints: new Map(endpoints.map((endpoint) => [endpoint.name, endpoint])),
    open: (sealed) => openSealed(config.keys, sealed),
    queue: new SqsJobQueue(sqs, config.job_queue_url),
    concurrency: config.concurrency,
    visibilitySeconds: config.visibility_seconds,
    onQueue: (answers) => health.queue(answers),
  });
  const alive = new AbortController();
  const heart = beat({
    relay: config.relay,
    location: config.location,
    version: config.version,
    clock,
    log,
    reports,
    endpoints,
    health,
    runningJobs: () => worker.running,
    signal: alive.signal,
  });
  const eyes = endpoints.map((endpoint) =>
    observe(endpoint, {
      relay: config.relay,
      location: config.location,
      clock,
      log,
      reports,
      everySeconds: config.observe_seconds,
      configsPerRound: config.observe_configs,
      signal: alive.signal,
    }),
  );
  worker.start(receiving);

  return {
    async stop() {
      health.drain();
      consoles?.stop();
      await worker.stop((config.drain_seconds ?? DRAIN_SECONDS) * 1000);
      alive.abort(new Error("the relay stops"));
      await Promise.all([heart, ...eyes]);
      await Promise.all(clients.map(({ client }) => client.close()));
      sqs.destroy();
    },
  };
}

/** How consoles are reached: at the same address, with the same certificate and token as everything else there. */
function consolesOf(
  config: RelayConfig,
  clients: readonly { name: string; client: ProxmoxClient }[],
  around: { clock: Clock; log: Log },
): Consoles | undefined {
  if (!config.console_url) return undefined;
  const access = config.endpoints.flatMap((address) => {
    const proxmox = clients.find(({ name }) => name === address.name)?.client;
    const authorization = `PVEAPIToken=${address.token_id}=${address.token_secret}`;
    return proxmox ? [[address.name, { proxmox, address, authorization, clock: around.clock }] as const] : [];
  });
  return new Consoles({ url: config.console_url, most: config.most_consoles, access: new Map(access), ...around });
}
