import { queues } from "@hostwright/functions/manifest";
import { Duration } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Stack, StackContext } from "sst/constructs";
import { manifestFunction } from "./constructs/lambda.ts";
import { relayIdentity } from "./constructs/relay-identity.ts";
import { deadLetters, eventBusName } from "./names.ts";
import { settingsOf } from "./stage.ts";

/** Days the bus keeps events, to be replayed into a rule that was wrong. */
const ARCHIVE_DAYS = 90;
/** Batches of results under way at once: groups are independent, and the database is not without end. */
const RESULT_CONCURRENCY = 10;

/** What relays and the control plane tell each other, and the bus for operators' own rules. */
export function events({ stack }: StackContext) {
  const settings = settingsOf(stack);
  const jobs = Object.keys(settings.locations).map((location) => ({
    location,
    ...fifo(stack, `jobs-${location}`, queues.jobs.name(location), queues.jobs),
  }));
  const results = fifo(stack, "results", queues.results.name, queues.results);
  const consumer = manifestFunction(stack, queues.results.consumer);
  new EventSourceMapping(stack, "results-mapping", {
    target: consumer,
    eventSourceArn: results.queue.queueArn,
    batchSize: queues.results.batchSize,
    reportBatchItemFailures: true,
    maxConcurrency: RESULT_CONCURRENCY,
  });
  relayIdentity(stack, settings);

  const bus = new EventBus(stack, "bus", { eventBusName });
  bus.archive("archive", {
    archiveName: "hostwright",
    description: "Every domain event, to be replayed",
    eventPattern: { source: ["hostwright"] },
    retention: Duration.days(ARCHIVE_DAYS),
  });
  return { jobs, results, consumer };
}

interface QueueSpec {
  visibilitySeconds: number;
  maxReceiveCount: number;
  retentionDays: number;
}

/** A FIFO queue and the one its dead letters go to, both encrypted and for TLS only. */
function fifo(stack: Stack, id: string, queueName: string, spec: QueueSpec) {
  const common = {
    fifo: true,
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(spec.retentionDays),
  };
  const dead = new Queue(stack, `${id}-dead`, { ...common, queueName: deadLetters(queueName) });
  const queue = new Queue(stack, id, {
    ...common,
    queueName,
    visibilityTimeout: Duration.seconds(spec.visibilitySeconds),
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    deadLetterQueue: { queue: dead, maxReceiveCount: spec.maxReceiveCount },
  });
  return { queue, dead };
}
