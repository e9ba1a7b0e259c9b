import { type MessageAttributes, md5OfAttributes } from "./message.ts";
import type { Received } from "./receive.ts";
import { sequenceNumber } from "./send.ts";
import { receiptHandle } from "./settle.ts";

interface Wanted {
  fifo: boolean;
  account: string;
  /** Names of system attributes, or `All`. */
  system: string[];
  /** Names of message attributes, prefixes as `name.*`, or `All`. */
  own: string[];
}

/** SQS's system attributes of a received message, by name. */
export function systemAttributes(message: Received, fifo: boolean, account: string): Record<string, string> {
  return {
    SenderId: account,
    SentTimestamp: String(message.sent_at),
    ApproximateReceiveCount: String(message.receive_count),
    ApproximateFirstReceiveTimestamp: String(message.first_received_at),
    ...(message.group_id !== null && { MessageGroupId: message.group_id }),
    ...(message.deduplication_id !== null && { MessageDeduplicationId: message.deduplication_id }),
    ...(fifo && { SequenceNumber: sequenceNumber(message.id) }),
    ...(message.trace_header !== null && { AWSTraceHeader: message.trace_header }),
    ...(message.source_arn !== null && { DeadLetterQueueSourceArn: message.source_arn }),
  };
}

/** A message as ReceiveMessage answers it. */
export function messageOutput(message: Received, wanted: Wanted): object {
  const all = systemAttributes(message, wanted.fifo, wanted.account);
  const system = Object.entries(all).filter(([name]) => wanted.system.includes("All") || wanted.system.includes(name));
  const attributes = chosenAttributes(message.attributes, wanted.own);
  return {
    MessageId: message.message_id,
    ReceiptHandle: receiptHandle(message),
    Body: message.body,
    MD5OfBody: message.body_md5,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    // The digest is of what is sent along, not of all there is: clients check it.
    ...(attributes && { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function chosenAttributes(stored: string | null, wanted: string[]): MessageAttributes | undefined {
  if (stored === null || wanted.length === 0) return undefined;
  const all: MessageAttributes = JSON.parse(stored);
  const matches = (name: string) =>
    wanted.some((want) =>
      want === "All" || want === ".*" ? true : want.endsWith(".*") ? name.startsWith(want.slice(0, -2)) : name === want,
    );
  const chosen = Object.entries(all).filter(([name]) => matches(name));
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
}
