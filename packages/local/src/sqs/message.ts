import { createHash } from "node:crypto";
import { z } from "zod";
import { invalid, invalidContents, missing } from "./errors.ts";
import { MAX_MESSAGE_BYTES, type Queue } from "./queue.ts";

const attributeValue = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});
export type MessageAttributes = Record<string, z.infer<typeof attributeValue>>;

/** What SendMessage and an entry of SendMessageBatch have in common. */
export const messageInput = z.object({
  MessageBody: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageAttributes: z.record(z.string(), attributeValue).optional(),
  MessageSystemAttributes: z.record(z.string(), attributeValue).optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
});
export type MessageInput = z.infer<typeof messageInput>;

/** A message checked and ready to be stored. */
export interface Outgoing {
  body: string;
  bodyMd5: string;
  attributes: MessageAttributes | undefined;
  attributesMd5: string | undefined;
  traceHeader: string | undefined;
  groupId: string | undefined;
  deduplicationId: string | undefined;
  delayMs: number;
  bytes: number;
}

const ID = /^[A-Za-z0-9!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]{1,128}$/;
// XML 1.0's characters, as the SQS API reference has them.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are not allowed
const FORBIDDEN = /[^\u0009\u000a\u000d\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/** Throws what SQS answers to a message it does not take. */
export function checkMessage(queue: Queue, input: MessageInput): Outgoing {
  const body = input.MessageBody;
  if (!body) throw missing("MessageBody");
  if (FORBIDDEN.test(body)) throw invalidContents();
  const attributes = input.MessageAttributes;
  const bytes = Buffer.byteLength(body) + attributesBytes(attributes);
  const limit = Math.min(queue.maxBytes, MAX_MESSAGE_BYTES);
  if (bytes > limit) {
    throw invalid(`One or more parameters are invalid. Reason: Message must be shorter than ${limit} bytes.`);
  }
  const delay = input.DelaySeconds;
  if (delay !== undefined && (delay < 0 || delay > 900)) {
    throw invalid(
      `Value ${delay} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.`,
    );
  }
  return {
    body,
    bodyMd5: md5(body),
    attributes,
    attributesMd5: attributes && md5OfAttributes(attributes),
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue,
    delayMs: delay === undefined ? queue.delayMs : delay * 1000,
    bytes,
    ...(queue.fifo ? fifoIds(queue, input, body) : { groupId: input.MessageGroupId, deduplicationId: undefined }),
  };
}

function fifoIds(queue: Queue, input: MessageInput, body: string): { groupId: string; deduplicationId: string } {
  const groupId = input.MessageGroupId;
  if (!groupId) throw missing("MessageGroupId");
  if (!ID.test(groupId)) throw invalid("Value for parameter MessageGroupId is invalid.");
  if (input.DelaySeconds !== undefined && input.DelaySeconds > 0) {
    throw invalid(
      `Value ${input.DelaySeconds} for parameter DelaySeconds is invalid. Reason: The request include parameter that is not valid for this queue type.`,
    );
  }
  const own = queue.contentBasedDeduplication ? createHash("sha256").update(body).digest("hex") : undefined;
  const deduplicationId = input.MessageDeduplicationId ?? own;
  if (!deduplicationId) {
    throw invalid(
      "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
    );
  }
  if (!ID.test(deduplicationId)) throw invalid("Value for parameter MessageDeduplicationId is invalid.");
  return { groupId, deduplicationId };
}

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");

/** Binary values come in Base64 and count decoded. */
function attributesBytes(attributes: MessageAttributes = {}): number {
  let bytes = 0;
  for (const [name, { DataType, StringValue, BinaryValue }] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(DataType) + Buffer.byteLength(StringValue ?? "");
    bytes += BinaryValue ? Buffer.from(BinaryValue, "base64").length : 0;
  }
  return bytes;
}

/**
 * The digest SDKs check: names in order, each of name, type and value with its length in front, and a byte for the kind
 * of value. Source: "Calculating the MD5 message digest for message attributes", Amazon SQS Developer Guide.
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  if (Object.keys(attributes).length === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const value = attributes[name];
    if (!value) continue;
    add(Buffer.from(name));
    add(Buffer.from(value.DataType));
    const binary = value.DataType.startsWith("Binary");
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(binary ? Buffer.from(value.BinaryValue ?? "", "base64") : Buffer.from(value.StringValue ?? ""));
  }
  return hash.digest("hex");
}
