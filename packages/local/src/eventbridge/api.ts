import { randomUUID } from "node:crypto";
import type { Clock } from "@hostwright/core/kernel/clock";
import { z } from "zod";
import { AwsError } from "../aws/error.ts";
import type { Names } from "../aws/names.ts";
import { operation, type Service } from "../aws/operation.ts";
import { isObject, type JsonObject } from "../stepfunctions/json.ts";
import type { Deliveries } from "./deliveries.ts";
import { deliveriesFor, type Rule } from "./rules.ts";

export interface EventBridgeParts {
  clock: Clock;
  names: Names;
  rules: readonly Rule[];
  deliveries: Deliveries;
}

const entry = z.object({
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
  Resources: z.array(z.string()).default([]),
  Time: z.number().optional(),
});
type Entry = z.infer<typeof entry>;

const MAX_ENTRY_BYTES = 262_144;
const refused = (code: string, message: string) => ({ ErrorCode: code, ErrorMessage: message });

/** EventBridge as the system uses it: PutEvents on one bus, with the rules the cloud was started with. */
export function eventBridgeService({ clock, names, rules, deliveries }: EventBridgeParts): Service {
  const accept = (input: Entry): { id: string; event: JsonObject } | ReturnType<typeof refused> => {
    const { Source, DetailType, Detail } = input;
    if (!Source)
      return refused("InvalidArgument", "Parameter Source is not valid. Reason: Source is a required argument.");
    if (!DetailType)
      return refused(
        "InvalidArgument",
        "Parameter DetailType is not valid. Reason: DetailType is a required argument.",
      );
    if (Detail === undefined)
      return refused("InvalidArgument", "Parameter Detail is not valid. Reason: Detail is a required argument.");
    const detail = parseDetail(Detail);
    if (detail === undefined) return refused("MalformedDetail", "Detail is malformed.");
    const id = randomUUID();
    const time = input.Time === undefined ? clock.now() : new Date(input.Time * 1000);
    const event = {
      version: "0",
      id,
      "detail-type": DetailType,
      source: Source,
      account: names.account,
      time: `${time.toISOString().slice(0, 19)}Z`,
      region: names.region,
      resources: input.Resources,
      detail,
    };
    return { id, event };
  };

  const operations: Service["operations"] = {
    PutEvents: operation(
      "ValidationException",
      z.object({ Entries: z.array(entry).min(1).max(10) }),
      async ({ Entries }) => {
        const bytes = Entries.reduce((sum, item) => sum + Buffer.byteLength(JSON.stringify(item)), 0);
        if (bytes > MAX_ENTRY_BYTES) {
          throw new AwsError("ValidationException", "Total size of the entries in the request is over the limit.");
        }
        const results = Entries.map(accept);
        const accepted = results.flatMap((result) => ("event" in result ? [result.event] : []));
        await deliveries.add(accepted.flatMap((event) => deliveriesFor(rules, event)));
        return {
          FailedEntryCount: results.length - accepted.length,
          Entries: results.map((result) => ("id" in result ? { EventId: result.id } : result)),
        };
      },
    ),
  };
  return { target: "AWSEvents", namespace: "com.amazonaws.eventbridge", protocol: "1.1", operations };
}

function parseDetail(text: string): JsonObject | undefined {
  try {
    const detail = JSON.parse(text);
    return isObject(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
