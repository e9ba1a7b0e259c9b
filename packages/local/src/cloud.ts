import { awsNames } from "./aws/names.ts";
import type { Cloud, CloudOptions } from "./cloud-options.ts";
import { eventBridgeService } from "./eventbridge/api.ts";
import { Deliveries } from "./eventbridge/deliveries.ts";
import { handOver, ruleFrom } from "./eventbridge/rules.ts";
import { Schedules } from "./eventbridge/schedules.ts";
import { Functions } from "./functions.ts";
import { type AwsServer, serveAws } from "./http.ts";
import { Mailbox } from "./mail/mailbox.ts";
import { startSmtp } from "./mail/smtp.ts";
import { sqsService } from "./sqs/api.ts";
import { Arrivals } from "./sqs/arrivals.ts";
import { consume } from "./sqs/consumer.ts";
import { Queues } from "./sqs/queues.ts";
import { Receiver } from "./sqs/receive.ts";
import { stepFunctionsService } from "./stepfunctions/api.ts";
import { Executions } from "./stepfunctions/executions.ts";
import { Machines } from "./stepfunctions/machines.ts";
import { ExecutionStore } from "./stepfunctions/store.ts";
import { Database } from "./store/database.ts";
import { sweepRegularly } from "./store/sweep.ts";
import { WebSocketApi } from "./websockets/api.ts";

export type * from "./cloud-options.ts";
export { FunctionNotFound } from "./functions.ts";

/**
 * Starts SQS, Step Functions and EventBridge on one port of 127.0.0.1, all of it stored in PostgreSQL: what a client was
 * told is done survives a kill at any moment, and what was under way is taken up again by the next start.
 * Throws when PostgreSQL does not answer, another cloud runs on the same database, the port is in use (naming it), or a
 * specification is wrong (naming what).
 */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const database = await Database.open(options.databaseUrl, options.log);
  try {
    return await start(options, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function start(options: CloudOptions, database: Database): Promise<Cloud> {
  const { clock, log } = options;
  let server: AwsServer | undefined;
  const names = awsNames(options.region ?? "eu-central-1", options.account ?? "000000000000", () => server?.url ?? "");
  const roleArn = `arn:aws:iam::${names.account}:role/local`;
  const functions = new Functions(options.invoke, clock, log);

  const arrivals = new Arrivals(clock);
  const queues = new Queues(database, clock);
  const receiver = new Receiver(database, clock, arrivals, names.queueArn);
  const sqs = { database, clock, log, queues, arrivals, receiver, functions, names };
  await queues.load();
  for (const spec of options.queues ?? []) await queues.provision(spec, names);
  for (const { dlq } of options.queues ?? []) if (dlq !== undefined) queues.named(dlq);

  const machines = new Machines(database, clock, names);
  const store = new ExecutionStore(database);
  const executions = new Executions({ database, store, clock, functions, names, roleArn });
  await machines.load();
  for (const spec of options.stateMachines ?? []) {
    await machines.put(spec.name, JSON.stringify(spec.definition), roleArn);
  }

  const rules = (options.rules ?? []).map(ruleFrom);
  const deliveries = new Deliveries(database, clock, log, (delivery) => handOver(delivery, sqs));
  const schedules = new Schedules(database, clock, deliveries);
  for (const { target } of rules) if ("queue" in target) queues.named(target.queue);
  for (const { queue } of options.consumers ?? []) queues.named(queue);

  const services = [
    sqsService(sqs),
    stepFunctionsService({ database, store, machines, executions }),
    eventBridgeService({ clock, names, rules, deliveries }),
  ];
  const webSockets = options.webSockets && new WebSocketApi({ ...options.webSockets, functions, clock, log });
  server = await serveAws({ port: options.port, services, webSockets, log });

  const mailbox = options.mail ? new Mailbox(database, clock) : undefined;
  const mail = mailbox && { mailbox, smtp: await startSmtp(mailbox, log) };

  // From here on functions are called, and they call back: the endpoint must be there before.
  const closing = new AbortController();
  await executions.resumeAll();
  const consumers = (options.consumers ?? []).map((spec) => consume(spec, sqs, closing.signal));
  deliveries.look();
  await schedules.start(options.schedules ?? []);
  const stopSweeping = sweepRegularly({ database, clock, queues, receiver, executions });

  const close = async () => {
    closing.abort();
    webSockets?.close();
    stopSweeping();
    schedules.close();
    deliveries.close();
    executions.close();
    await mail?.smtp.close();
    await server?.close();
    await database.close();
    await Promise.allSettled(consumers);
  };
  let closed: Promise<void> | undefined;

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
    ...(mail ? { mail: { url: mail.smtp.url, mailbox: mail.mailbox } } : {}),
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}
