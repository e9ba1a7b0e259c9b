import { z } from "zod";
import { lastOfArn } from "../aws/names.ts";
import { invalid, invalidAttributeName, invalidAttributeValue } from "./errors.ts";

/** A queue as its attributes rule it. Times in milliseconds. */
export interface Queue {
  name: string;
  fifo: boolean;
  attributes: QueueAttributes;
  visibilityMs: number;
  retentionMs: number;
  delayMs: number;
  waitMs: number;
  maxBytes: number;
  contentBasedDeduplication: boolean;
  /** Where messages go that were received this often without being deleted. */
  redrive: { queue: string; maxReceiveCount: number } | undefined;
  createdAt: number;
  modifiedAt: number;
}

export type QueueAttributes = Record<string, string>;

/** SQS's own limit since August 2025. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** Settable numbers with their range and default (SetQueueAttributes, SQS API reference); seconds except for the size. */
const NUMBERS: Record<string, { min: number; max: number; default: number }> = {
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  DelaySeconds: { min: 0, max: 900, default: 0 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  MaximumMessageSize: { min: 1024, max: MAX_MESSAGE_BYTES, default: MAX_MESSAGE_BYTES },
};
const CHOICES: Record<string, string[]> = {
  FifoQueue: ["true"],
  ContentBasedDeduplication: ["true", "false"],
  SqsManagedSseEnabled: ["true", "false"],
  // Per-group deduplication and its high throughput are not served here.
  DeduplicationScope: ["queue"],
  FifoThroughputLimit: ["perQueue"],
};
const FIFO_ONLY = ["FifoQueue", "ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit"];

const redrivePolicy = z.object({
  deadLetterTargetArn: z.string().startsWith("arn:"),
  maxReceiveCount: z.coerce.number().int().min(1).max(1000),
});

/** A name's length and characters, and whether its ending fits the kind. Throws InvalidParameterValue. */
export function checkQueueName(name: string, fifo: boolean): void {
  if (!/^[A-Za-z0-9_-]{1,80}$|^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name)) {
    throw invalid(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length; a FIFO queue's name ends in .fifo.",
    );
  }
  if (name.endsWith(".fifo") !== fifo) {
    throw invalid(
      "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.",
    );
  }
}

/** Attributes with an allowed name and value only; empty ones (a policy taken away) are dropped. */
export function checkAttributes(attributes: QueueAttributes, fifo: boolean): QueueAttributes {
  const kept: QueueAttributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "FifoQueue" && value === "false") continue;
    if (FIFO_ONLY.includes(name) && !fifo) throw invalidAttributeName(name);
    const range = NUMBERS[name];
    if (range) {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < range.min || number > range.max) throw invalidAttributeValue(name);
    } else if (CHOICES[name]) {
      if (!CHOICES[name].includes(value)) throw invalidAttributeValue(name);
    } else if (name === "RedrivePolicy") {
      if (value !== "") parseRedrive(value);
    } else {
      throw invalidAttributeName(name);
    }
    if (value !== "") kept[name] = value;
  }
  return kept;
}

function parseRedrive(text: string): { queue: string; maxReceiveCount: number } {
  try {
    const policy = redrivePolicy.parse(JSON.parse(text));
    return { queue: lastOfArn(policy.deadLetterTargetArn), maxReceiveCount: policy.maxReceiveCount };
  } catch {
    throw invalidAttributeValue("RedrivePolicy");
  }
}

export function queueFrom(name: string, attributes: QueueAttributes, createdAt: number, modifiedAt: number): Queue {
  const number = (attribute: string) => Number(attributes[attribute] ?? NUMBERS[attribute]?.default);
  return {
    name,
    fifo: attributes.FifoQueue === "true",
    attributes: {
      ...Object.fromEntries(Object.entries(NUMBERS).map(([key, range]) => [key, String(range.default)])),
      ...attributes,
    },
    visibilityMs: number("VisibilityTimeout") * 1000,
    retentionMs: number("MessageRetentionPeriod") * 1000,
    delayMs: number("DelaySeconds") * 1000,
    waitMs: number("ReceiveMessageWaitTimeSeconds") * 1000,
    maxBytes: number("MaximumMessageSize"),
    contentBasedDeduplication: attributes.ContentBasedDeduplication === "true",
    redrive: attributes.RedrivePolicy ? parseRedrive(attributes.RedrivePolicy) : undefined,
    createdAt,
    modifiedAt,
  };
}
