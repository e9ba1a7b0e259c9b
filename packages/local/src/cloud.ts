import { awsNames } from "./aws/names.ts";
import type { Cloud, CloudOptions } from "./cloud-options.ts";
import { Functions } from "./functions.ts";
import { type AwsServer, serveAws } from "./http.ts";
import { sqsService } from "./sqs/api.ts";
import { Arrivals } from "./sqs/arrivals.ts";
import { consume } from "./sqs/consumer.ts";
import { Queues } from "./sqs/queues.ts";
import { Receiver } from "./sqs/receive.ts";
import { Database } from "./store/database.ts";

export type * from "./cloud-options.ts";
export { FunctionNotFound } from "./functions.ts";

/**
 * Starts SQS, Step Functions and EventBridge on one port of 127.0.0.1, all of it stored in PostgreSQL: what a client was
 * told is done survives a kill at any moment, and what was under way is taken up again by the next start.
 * Throws when PostgreSQL does not answer, another cloud runs on the same database, the port is in use (naming it), or a
 * specification is wrong (naming what).
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { clock, log } = options;
  let server: AwsServer | undefined;
  const names = awsNames(options.region ?? "eu-central-1", options.account ?? "000000000000", () => server?.url ?? "");
  const database = await Database.open(options.databaseUrl, log);
  const closing = new AbortController();

  const functions = new Functions(options.invoke, clock, log);
  const arrivals = new Arrivals(clock);
  const queues = new Queues(database, clock);
  const receiver = new Receiver(database, clock, arrivals, names.queueArn);
  const sqs = { database, clock, log, queues, arrivals, receiver, functions, names };
  await queues.load();
  for (const spec of options.queues ?? []) await queues.provision(spec, names);

  server = await serveAws({ port: options.port, services: [sqsService(sqs)], log });
  const consumers = (options.consumers ?? []).map((spec) => consume(spec, sqs, closing.signal));
  void consumers;

  return {
    url: server.url,
    port: server.port,
    region: names.region,
    account: names.account,
    queueUrl: names.queueUrl,
    queueArn: names.queueArn,
    stateMachineArn: names.stateMachineArn,
    executionArn: names.executionArn,
    functionArn: names.functionArn,
    eventBus: names.eventBus,
    close: async () => {
      closing.abort();
      await server?.close();
      await database.close();
    },
  };
}
