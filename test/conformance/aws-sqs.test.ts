import * as sqs from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect } from "vitest";
import { caseOf, forEachPeer, type Peer, peers } from "./aws-peers.ts";

/** The same cases against ours and against two implementations that are not ours. */
forEachPeer("SQS", cases, [peers.local, peers.fauxqs, peers.moto]);

function cases(peer: Peer): void {
  let client: sqs.SQSClient;
  let stop: () => Promise<void>;
  let count = 0;
  beforeAll(async () => {
    const started = await peer.start();
    stop = started.stop;
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    client = new sqs.SQSClient({
      endpoint: started.endpoint,
      region: "eu-central-1",
      credentials,
      useQueueUrlAsEndpoint: false,
    });
  });
  afterAll(() => stop?.());

  const same = caseOf(peer, {});
  const noAttempts = { fauxqs: "knows no attempt ids", moto: "knows no attempt ids" };
  const queue = async (Attributes: Record<string, string> = {}) => {
    const QueueName = `q${++count}${Attributes.FifoQueue ? ".fifo" : ""}`;
    const made = await client.send(new sqs.CreateQueueCommand({ QueueName, Attributes }));
    return made.QueueUrl ?? "";
  };
  const fifo = (more: Record<string, string> = {}) => queue({ FifoQueue: "true", ...more });
  const send = (QueueUrl: string, MessageBody: string, more: Partial<sqs.SendMessageCommandInput> = {}) =>
    client.send(new sqs.SendMessageCommand({ QueueUrl, MessageBody, ...more }));
  const sendTo = (
    QueueUrl: string,
    MessageGroupId: string,
    MessageBody: string,
    MessageDeduplicationId = MessageBody,
  ) => send(QueueUrl, MessageBody, { MessageGroupId, MessageDeduplicationId });
  const receive = async (QueueUrl: string, more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
    (await client.send(new sqs.ReceiveMessageCommand({ QueueUrl, MessageSystemAttributeNames: ["All"], ...more })))
      .Messages ?? [];
  const bodies = async (QueueUrl: string, more: Partial<sqs.ReceiveMessageCommandInput> = {}) =>
    (await receive(QueueUrl, { MaxNumberOfMessages: 10, ...more })).map((message) => message.Body);
  const remove = (QueueUrl: string, message: sqs.Message | undefined) =>
    client.send(new sqs.DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
  const visibility = (QueueUrl: string, message: sqs.Message | undefined, VisibilityTimeout: number) =>
    client.send(
      new sqs.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle, VisibilityTimeout }),
    );
  const refused = (
    sent: Promise<unknown>,
    name: string, // Some put the protocol's old prefix in front.
  ) => expect(sent).rejects.toMatchObject({ name: expect.stringMatching(new RegExp(`(^|[.])(${name})$`)) });

  same("carries body and attributes, with digests the SDK checks", async () => {
    const url = await queue();
    const MessageAttributes = {
      text: { DataType: "String", StringValue: "grüße" },
      number: { DataType: "Number", StringValue: "7" },
      bytes: { DataType: "Binary", BinaryValue: new Uint8Array([0, 1, 255]) },
    };
    const sent = await send(url, "häuser", { MessageAttributes });
    const [message] = await receive(url, { MessageAttributeNames: ["All"] });
    expect(message).toMatchObject({
      Body: "häuser",
      MessageId: sent.MessageId,
      MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    });
    expect(message?.MessageAttributes?.text?.StringValue).toBe("grüße");
    expect([...(message?.MessageAttributes?.bytes?.BinaryValue ?? [])]).toEqual([0, 1, 255]);
    expect(message?.Attributes).toMatchObject({
      ApproximateReceiveCount: "1",
      SentTimestamp: expect.stringMatching(/^\d{13}$/),
    });
  });

  caseOf(peer, { fauxqs: "takes the basic plane only" })("carries characters beyond the basic plane", async () => {
    const url = await queue();
    await send(url, "🏠");
    expect(await bodies(url)).toEqual(["🏠"]);
  });

  same("answers a long poll with a message sent meanwhile", async () => {
    const url = await queue();
    const polled = bodies(url, { WaitTimeSeconds: 10 });
    await send(url, "late");
    expect(await polled).toEqual(["late"]);
  });

  same("hides a received message, and gives it again with a higher count", async () => {
    const url = await queue({ VisibilityTimeout: "1" });
    await send(url, "once more");
    const [first] = await receive(url);
    expect(await receive(url)).toEqual([]);
    const [again] = await receive(url, { WaitTimeSeconds: 5 });
    expect(again).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: "2" } });
    expect(again?.ReceiptHandle).not.toBe(first?.ReceiptHandle);
  });

  same("gives a message back at once when its visibility is set to zero", async () => {
    const url = await queue();
    await send(url, "mine");
    const [message] = await receive(url);
    await visibility(url, message, 0);
    expect(await bodies(url)).toEqual(["mine"]);
  });

  same("deletes for good, and twice without complaint", async () => {
    const url = await queue({ VisibilityTimeout: "1" });
    await send(url, "gone");
    const [message] = await receive(url);
    await remove(url, message);
    await remove(url, message);
    expect(await receive(url, { WaitTimeSeconds: 2 })).toEqual([]);
  });

  same("delays a message", async () => {
    const url = await queue();
    await send(url, "later", { DelaySeconds: 1 });
    expect(await bodies(url)).toEqual([]);
    expect(await bodies(url, { WaitTimeSeconds: 5 })).toEqual(["later"]);
  });

  same("moves a message to its dead-letter queue after the most receives", async () => {
    const dead = await queue();
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ["QueueArn"] }),
    );
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 });
    const url = await queue({ RedrivePolicy, VisibilityTimeout: "0" });
    const { MessageId } = await send(url, "poison");
    expect([await bodies(url), await bodies(url), await bodies(url)]).toEqual([["poison"], ["poison"], []]);
    expect(await receive(dead, { WaitTimeSeconds: 2 })).toMatchObject([{ Body: "poison", MessageId }]);
  });

  same("takes and settles batches entry by entry", async () => {
    const url = await queue();
    const Entries = ["a", "b", "c"].map((Id) => ({ Id, MessageBody: Id }));
    const sent = await client.send(new sqs.SendMessageBatchCommand({ QueueUrl: url, Entries }));
    expect(sent.Successful?.map((entry) => entry.Id)).toEqual(["a", "b", "c"]);
    const messages = await receive(url, { MaxNumberOfMessages: 10 });
    expect(messages.map((message) => message.Body).sort()).toEqual(["a", "b", "c"]);
    const settled = messages.map((message, index) => ({ Id: `m${index}`, ReceiptHandle: message.ReceiptHandle }));
    const deleted = await client.send(new sqs.DeleteMessageBatchCommand({ QueueUrl: url, Entries: settled }));
    expect(deleted.Successful).toHaveLength(3);
  });

  same("refuses empty, oversized and ambiguous batches", async () => {
    const url = await queue();
    const batch = (ids: string[]) =>
      client.send(
        new sqs.SendMessageBatchCommand({ QueueUrl: url, Entries: ids.map((Id) => ({ Id, MessageBody: Id })) }),
      );
    await refused(batch([]), "EmptyBatchRequest");
    await refused(batch(["a", "a"]), "BatchEntryIdsNotDistinct");
    await refused(batch([..."abcdefghijk"]), "TooManyEntriesInBatchRequest");
  });

  same("keeps order within a group and holds it back while in flight", async () => {
    const url = await fifo();
    for (const body of ["a1", "a2", "b1"]) await sendTo(url, body.slice(0, 1), body);
    const [first] = await receive(url, { MaxNumberOfMessages: 1 });
    const [second] = await receive(url, { MaxNumberOfMessages: 1 });
    expect([first?.Body, second?.Body]).toEqual(["a1", "b1"]);
    expect(await bodies(url)).toEqual([]);
    await remove(url, first);
    expect(await bodies(url)).toEqual(["a2"]);
  });

  same("gives a group's message again before those behind it", async () => {
    const url = await fifo({ VisibilityTimeout: "1" });
    for (const body of ["a1", "a2"]) await sendTo(url, "a", body);
    await receive(url, { MaxNumberOfMessages: 1 });
    const [again] = await receive(url, { MaxNumberOfMessages: 1, WaitTimeSeconds: 5 });
    expect(again?.Body).toBe("a1");
  });

  caseOf(peer, { fauxqs: "gives one message of a group at a time" })(
    "gives several of a group at once, in order",
    async () => {
      const url = await fifo();
      for (const body of ["1", "2", "3"]) await sendTo(url, "a", body);
      expect(await bodies(url)).toEqual(["1", "2", "3"]);
    },
  );

  caseOf(peer, { moto: "forgets the id with the message" })(
    "takes a deduplication id once, deleted or not",
    async () => {
      const url = await fifo();
      const first = await sendTo(url, "a", "body", "id");
      const [message] = await receive(url);
      await remove(url, message);
      const second = await sendTo(url, "a", "other body", "id");
      expect(second.MessageId).toBe(first.MessageId);
      expect(await bodies(url)).toEqual([]);
    },
  );

  same("deduplicates by content where the queue says so", async () => {
    const url = await fifo({ ContentBasedDeduplication: "true" });
    for (const body of ["x", "x", "y"]) await send(url, body, { MessageGroupId: body });
    expect((await bodies(url)).sort()).toEqual(["x", "y"]);
  });

  caseOf(peer, { moto: "numbers at random" })("numbers FIFO messages upwards", async () => {
    const url = await fifo();
    const numbers: bigint[] = [];
    for (let i = 1; i <= 12; i++) numbers.push(BigInt((await sendTo(url, "a", `${i}`)).SequenceNumber ?? 0));
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
    const [message] = await receive(url, { MaxNumberOfMessages: 1 });
    const SequenceNumber = String(numbers[0]).padStart(20, "0");
    expect(message?.Attributes).toMatchObject({ MessageGroupId: "a", MessageDeduplicationId: "1", SequenceNumber });
  });

  caseOf(peer, noAttempts)("answers a repeated receive attempt with the same messages", async () => {
    const url = await fifo();
    await sendTo(url, "a", "1");
    const [first] = await receive(url, { ReceiveRequestAttemptId: "attempt" });
    const [again] = await receive(url, { ReceiveRequestAttemptId: "attempt" });
    expect(again).toMatchObject({ MessageId: first?.MessageId, ReceiptHandle: first?.ReceiptHandle });
    expect(await receive(url, { ReceiveRequestAttemptId: "other" })).toEqual([]);
  });

  caseOf(peer, { moto: "takes any handle the message ever had" })(
    "lets an older receipt handle delete nothing",
    async () => {
      const url = await queue({ VisibilityTimeout: "0" });
      await send(url, "kept");
      const [first] = await receive(url);
      await receive(url);
      await remove(url, first);
      expect(await bodies(url)).toEqual(["kept"]);
    },
  );

  caseOf(peer, { moto: "extends it all the same" })("refuses to extend what is no longer in flight", async () => {
    const url = await queue();
    await send(url, "lost");
    const [message] = await receive(url);
    await visibility(url, message, 0);
    await refused(visibility(url, message, 30), "MessageNotInflight");
  });

  same("refuses to extend what was deleted", async () => {
    const url = await queue();
    await send(url, "lost");
    const [message] = await receive(url);
    await remove(url, message);
    await refused(visibility(url, message, 30), "InvalidParameterValue|MessageNotInflight|ReceiptHandleIsInvalid");
  });

  caseOf(peer, { fauxqs: "takes any text" })("refuses what is no receipt handle", async () => {
    const url = await queue();
    await refused(remove(url, { ReceiptHandle: "nonsense" }), "ReceiptHandleIsInvalid");
  });

  same("refuses unknown queues", async () => {
    const unknown = client.send(new sqs.GetQueueUrlCommand({ QueueName: "nowhere" }));
    await expect(unknown).rejects.toBeInstanceOf(sqs.QueueDoesNotExist);
    await refused(send(`${await queue()}x`, "body"), "QueueDoesNotExist|NonExistentQueue");
  });

  caseOf(peer, { moto: "takes an empty body" })("refuses an empty body", async () => {
    await refused(send(await queue(), ""), "MissingParameter");
  });

  same("refuses FIFO messages without a group or without a deduplication id", async () => {
    await refused(send(await fifo(), "body", { MessageDeduplicationId: "id" }), "MissingParameter");
    await refused(send(await fifo(), "body", { MessageGroupId: "a" }), "InvalidParameterValue");
  });

  same("takes 1 MiB and not more", async () => {
    const url = await queue();
    await send(url, "x".repeat(1_048_576));
    await refused(send(url, "x".repeat(1_048_577)), "InvalidParameterValue");
  });

  caseOf(peer, { moto: "takes every character" })("refuses control characters", async () => {
    await refused(send(await queue(), "bell \u0007"), "InvalidMessageContents");
  });

  same("creates the same queue once and refuses another by its name", async () => {
    const create = (VisibilityTimeout: string) =>
      client.send(new sqs.CreateQueueCommand({ QueueName: "twice", Attributes: { VisibilityTimeout } }));
    const first = await create("7");
    expect((await create("7")).QueueUrl).toBe(first.QueueUrl);
    await refused(create("8"), "QueueNameExists|QueueAlreadyExists");
  });

  same("counts messages by what they are doing", async () => {
    const url = await queue();
    for (const body of ["1", "2", "3"]) await send(url, body);
    await send(url, "later", { DelaySeconds: 60 });
    await receive(url, { MaxNumberOfMessages: 1 });
    const { Attributes } = await client.send(
      new sqs.GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["All"] }),
    );
    expect(Attributes).toMatchObject({
      ApproximateNumberOfMessages: "2",
      ApproximateNumberOfMessagesNotVisible: "1",
      ApproximateNumberOfMessagesDelayed: "1",
      VisibilityTimeout: "30",
    });
  });
}
