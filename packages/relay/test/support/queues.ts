import { randomUUID } from "node:crypto";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { type JobMessage, type RelayMessage, relayMessage } from "@hostwright/core/action/jobs";
import { observationMessage } from "@hostwright/core/monitoring/jobs";
import { buildApp } from "fauxqs";
import type { z } from "zod";

/** A location's two queues as a third party's SQS has them, and the control plane's side of each. */
export async function startQueues() {
  // Its own start function listens on every interface.
  const server = buildApp({ logger: false });
  const endpoint = await server.listen({ port: 0, host: "127.0.0.1" });
  const credentials = { access_key_id: "test", secret_access_key: "test" };
  const aws = { region: "us-east-1", endpoint, credentials };
  const sqs = new SQSClient({
    region: aws.region,
    endpoint,
    useQueueUrlAsEndpoint: false,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const fifo = async (name: string) => {
    const { QueueUrl = "" } = await sqs.send(
      new CreateQueueCommand({ QueueName: `${name}.fifo`, Attributes: { FifoQueue: "true" } }),
    );
    return QueueUrl;
  };
  const job_queue_url = await fifo("jobs");
  const result_queue_url = await fifo("results");
  const said: RelayMessage[] = [];
  const observations: z.output<typeof observationMessage>[] = [];
  const waiters = new Set<() => void>();
  const stop = new AbortController();

  async function listen(): Promise<void> {
    while (!stop.signal.aborted) {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({ QueueUrl: result_queue_url, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
        { abortSignal: stop.signal },
      );
      for (const { Body, ReceiptHandle } of Messages) {
        const message: unknown = JSON.parse(Body ?? "");
        const seen = observationMessage.safeParse(message);
        if (seen.success) observations.push(seen.data);
        else said.push(relayMessage.parse(message));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: result_queue_url, ReceiptHandle }));
      }
      for (const wake of waiters) wake();
    }
  }
  const listening = listen().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });

  return {
    aws,
    job_queue_url,
    result_queue_url,
    /** Everything relays have said, in the order it came, but what they observe. */
    said,
    observations,
    about: (job: string) => said.filter((message) => message.type !== "heartbeat" && message.job === job),
    async until<T>(found: () => T | undefined): Promise<T> {
      for (;;) {
        const value = found();
        if (value !== undefined) return value;
        await new Promise<void>((resolve) => {
          const wake = () => {
            waiters.delete(wake);
            resolve();
          };
          waiters.add(wake);
        });
      }
    },
    result(job: string) {
      return this.until(() => said.find((message) => message.type === "result" && message.job === job));
    },
    async give(body: JobMessage | string, group = typeof body === "string" ? "g" : body.group): Promise<void> {
      const MessageBody = typeof body === "string" ? body : JSON.stringify(body);
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: job_queue_url,
          MessageBody,
          MessageGroupId: group,
          MessageDeduplicationId: randomUUID(),
        }),
      );
    },
    /** Messages nobody has in hand, and those somebody has. */
    async left(): Promise<{ visible: number; inFlight: number }> {
      const { Attributes = {} } = await sqs.send(
        new GetQueueAttributesCommand({ QueueUrl: job_queue_url, AttributeNames: ["All"] }),
      );
      return {
        visible: Number(Attributes.ApproximateNumberOfMessages),
        inFlight: Number(Attributes.ApproximateNumberOfMessagesNotVisible),
      };
    },
    async close(): Promise<void> {
      stop.abort();
      await listening;
      sqs.destroy();
      await server.close();
    },
  };
}
export type Queues = Awaited<ReturnType<typeof startQueues>>;

let count = 0;
export function jobOf(kind: string, payload: Record<string, unknown>, change: Partial<JobMessage> = {}): JobMessage {
  count += 1;
  return {
    version: 1,
    job: `act_${count}.1.step.do`,
    try: 1,
    kind,
    location: "fra1",
    group: String(payload.server ?? count),
    request_id: `req_${count}`,
    issued_at: new Date().toISOString(),
    run_limit_seconds: 60,
    supersedes: [],
    payload,
    ...change,
  };
}
