import { z } from "zod";
import { pageInput } from "../kernel/page.ts";
import { pagination, timestamp } from "../kernel/shapes.ts";

export const auditInput = z.strictObject({
  ...pageInput(["created:desc", "created:asc"], "created:desc"),
  resource: z.string().max(40).optional().describe("Id of a resource."),
});

export const auditShape = z
  .object({
    id: z.string(),
    at: timestamp,
    actor: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    command: z.string().meta({ example: "server.create" }),
    outcome: z.enum(["done", "denied", "failed"]),
    resource: z.object({ type: z.string(), id: z.string() }).nullable(),
    changes: z.record(z.string(), z.unknown()),
    request_id: z.string(),
  })
  .meta({ id: "AuditEntry" });
export const auditList = z.object({ entries: z.array(auditShape), meta: pagination });
