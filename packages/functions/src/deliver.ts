import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { SendTaskFailureCommand, SendTaskSuccessCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Config, Deliver, Envelope, Log, OutboxMessage } from "@hostwright/core/kernel";
import { type Connections, createConnections } from "./connections.ts";

/** Answers that mean: what was asked for has happened already, or nobody waits for it any more. */
const SETTLED = new Set(["ExecutionAlreadyExists", "TaskTimedOut", "TaskDoesNotExist", "InvalidToken"]);

/** Takes outbox messages to Step Functions, SQS, EventBridge and WebSocket connections. One that fails stays in the outbox for the sweep. */
export function createDeliver(config: Config, log: Log): Deliver {
  const client = {
    region: config.HOSTWRIGHT_AWS_REGION,
    ...(config.HOSTWRIGHT_AWS_ENDPOINT
      ? { endpoint: config.HOSTWRIGHT_AWS_ENDPOINT, credentials: { accessKeyId: "local", secretAccessKey: "local" } }
      : {}),
  };
  const sfn = new SFNClient(client);
  // The client would follow the host in a QueueUrl, even to the real AWS: the configured endpoint decides.
  const sqs = new SQSClient({ ...client, useQueueUrlAsEndpoint: false });
  const bus = new EventBridgeClient(client);
  const connections = createConnections(config);

  const send = async ({ id, message }: Envelope): Promise<unknown> => {
    switch (message.topic) {
      case "execution":
        return sfn.send(
          new StartExecutionCommand({
            stateMachineArn: config.HOSTWRIGHT_STATE_MACHINE_ARN.replace("{workflow}", message.workflow),
            name: message.name,
            input: JSON.stringify(message.input),
          }),
        );
      case "job":
        return sqs.send(
          new SendMessageCommand({
            QueueUrl: config.HOSTWRIGHT_JOB_QUEUE_URL.replace("{location}", message.location),
            MessageBody: JSON.stringify(message.body),
            MessageGroupId: message.group,
            MessageDeduplicationId: message.deduplication,
          }),
        );
      case "task":
        return completeTask(sfn, message);
      case "socket":
        return tell(connections, message);
      case "mail":
        throw new Error("letters are posted by their own function");
      case "event":
        return putEvent(bus, config.HOSTWRIGHT_EVENT_BUS, id, message);
    }
  };

  return async (envelopes) => {
    const outcomes = await Promise.allSettled(envelopes.map(send));
    return envelopes.flatMap(({ id, requestId, message }, index) => {
      const outcome = outcomes[index];
      if (outcome?.status === "fulfilled") return [id];
      const reason: unknown = outcome?.reason;
      if (reason instanceof Error && SETTLED.has(reason.name)) return [id];
      log.warn("message not delivered yet", { request_id: requestId, topic: message.topic, reason: String(reason) });
      return [];
    });
  };
}

function completeTask(sfn: SFNClient, { token, result }: Extract<OutboxMessage, { topic: "task" }>): Promise<unknown> {
  if (result.ok) return sfn.send(new SendTaskSuccessCommand({ taskToken: token, output: "{}" }));
  return sfn.send(new SendTaskFailureCommand({ taskToken: token, error: result.code, cause: result.message }));
}

async function tell(connections: Connections, message: Extract<OutboxMessage, { topic: "socket" }>): Promise<void> {
  const { connection, text, close } = message;
  const there = text === null || (await connections.post(connection, text));
  if (there && close) await connections.close(connection);
}

/** The outbox id goes along: consumers are idempotent by it. */
async function putEvent(
  bus: EventBridgeClient,
  name: string,
  id: string,
  event: Extract<OutboxMessage, { topic: "event" }>,
) {
  const { FailedEntryCount, Entries } = await bus.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: name,
          Source: "hostwright",
          DetailType: event.type,
          Detail: JSON.stringify({ id, tenant: event.tenant, ...event.payload }),
        },
      ],
    }),
  );
  if (FailedEntryCount) throw new Error(Entries?.[0]?.ErrorMessage ?? "the bus refused the event");
}
