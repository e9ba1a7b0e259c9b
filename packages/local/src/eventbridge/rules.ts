import type { Clock } from "@hostwright/core/kernel/clock";
import { z } from "zod";
import type { RuleSpec } from "../cloud-options.ts";
import type { Functions } from "../functions.ts";
import type { Arrivals } from "../sqs/arrivals.ts";
import { checkMessage } from "../sqs/message.ts";
import type { Queues } from "../sqs/queues.ts";
import { storeMessages } from "../sqs/send.ts";
import { isObject, type Json, type JsonObject, parseJson } from "../stepfunctions/json.ts";
import type { Database } from "../store/database.ts";
import type { Delivery } from "./deliveries.ts";
import { matchesPattern, patternProblem } from "./pattern.ts";

export interface Rule {
  name: string;
  pattern: JsonObject;
  target: RuleSpec["target"];
}

/** Throws, naming the rule, when its pattern is none. */
export function ruleFrom(spec: RuleSpec): Rule {
  const pattern = parseJson(JSON.stringify(spec.pattern));
  const problem = patternProblem(pattern);
  if (problem !== undefined || !isObject(pattern)) throw new Error(`rule ${spec.name}: ${problem}`);
  return { name: spec.name, pattern, target: spec.target };
}

/** The deliveries an event gives rise to: one for each rule it matches. */
export const deliveriesFor = (rules: readonly Rule[], event: JsonObject): { target: string; payload: Json }[] =>
  rules
    .filter((rule) => matchesPattern(rule.pattern, event))
    .map((rule) => ({ target: JSON.stringify(rule.target), payload: event }));

const target = z.union([
  z.object({ queue: z.string(), groupId: z.string().optional() }),
  z.object({ function: z.string() }),
]);

export interface Targets {
  database: Database;
  clock: Clock;
  queues: Queues;
  arrivals: Arrivals;
  functions: Functions;
}

/** Hands a delivery to its queue or function; rejects when it does not take it. */
export async function handOver(delivery: Delivery, parts: Targets): Promise<void> {
  const to = target.parse(JSON.parse(delivery.target));
  if ("function" in to) {
    const outcome = await parts.functions.run(to.function, JSON.parse(delivery.payload));
    if (!outcome.ok) throw new Error(`${outcome.error}: ${outcome.cause}`);
    return;
  }
  const queue = parts.queues.named(to.queue);
  // The delivery's id as deduplication id: what was sent just before a kill is not sent again.
  const fifo = queue.fifo && {
    MessageGroupId: to.groupId ?? "events",
    MessageDeduplicationId: `delivery-${delivery.id}`,
  };
  const message = checkMessage(queue, { MessageBody: delivery.payload, ...fifo });
  await storeMessages(parts.database, queue, [message], parts.clock.now().getTime());
  parts.arrivals.announce(queue.name);
}
