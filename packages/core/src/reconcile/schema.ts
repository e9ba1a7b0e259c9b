import { z } from "zod";
import { actionShape } from "../action/index.ts";
import { pageInput } from "../kernel/page.ts";
import { idShape, pagination, timestamp } from "../kernel/shapes.ts";
import { DECISIONS, FINDING_CODES, FINDING_STATUSES, SEVERITIES } from "./state.ts";

export const findingRef = z.strictObject({ id: idShape("fnd") });

export const findingListInput = z.strictObject({
  ...pageInput(["created:desc", "created:asc"], "created:desc"),
  status: z.enum(FINDING_STATUSES).exclude(["pending"]).optional(),
  severity: z.enum(SEVERITIES).optional(),
  code: z.enum(FINDING_CODES).optional(),
  endpoint: z.string().max(255).optional().describe("Name of an endpoint."),
  subject: z.string().max(255).optional().describe("Id of what it is about."),
});

export const muteInput = z.strictObject({
  id: idShape("fnd"),
  reason: z.string().trim().min(3).max(500).describe("Why it is accepted as it is."),
});

export const decideInput = z.strictObject({
  id: idShape("fnd"),
  decision: z.enum(DECISIONS).describe("One of those the finding offers."),
  confirm: z
    .string()
    .max(100)
    .optional()
    .describe("What cannot be taken back: the machine's number for `destroy`, the server's name for `mark_lost`."),
});

const values = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

export const findingShape = z
  .object({
    id: idShape("fnd"),
    code: z.enum(FINDING_CODES),
    severity: z.enum(SEVERITIES),
    status: z.enum(FINDING_STATUSES).describe("`pending`: seen once, not known to be true yet."),
    endpoint: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    expected: values.describe("What the records say."),
    observed: values.describe("What the endpoint shows, under the same names."),
    about: values,
    first_seen: timestamp,
    last_seen: timestamp,
    sightings: z.number().int(),
    opened: timestamp.nullable(),
    closed: timestamp.nullable(),
    resolution: z.string().nullable(),
    muted_reason: z.string().nullable(),
    decisions: z.array(
      z.object({ decision: z.enum(DECISIONS), refused: z.string().nullable().describe("null: it can be taken now.") }),
    ),
  })
  .meta({ id: "Finding" });

export const findingList = z.object({ findings: z.array(findingShape), meta: pagination });
export const findingAnswer = z.object({ finding: findingShape });
export const decideAnswer = z.object({ finding: findingShape, action: z.union([actionShape, z.null()]) });
