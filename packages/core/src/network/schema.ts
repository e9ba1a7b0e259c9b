import { z } from "zod";
import { timestamp } from "../kernel/shapes.ts";

export const assignmentQuery = z.strictObject({
  address: z
    // zod-to-openapi would say "format: ip" of both, which JSON Schema does not know.
    .union([z.ipv4().meta({ format: "ipv4" }), z.ipv6().meta({ format: "ipv6" })], "not an IP address")
    .describe("An IPv4 address, or any address inside a server's /64.")
    .meta({ example: "203.0.113.7" }),
  at: timestamp.optional().describe("The moment the report names; without it, everyone who ever had it."),
});

export const assignmentShape = z
  .object({
    address: z.string(),
    tenant: z.object({ id: z.string(), name: z.string() }),
    server: z.object({ id: z.string(), name: z.string() }),
    from: timestamp,
    until: timestamp.nullable().describe("null: still theirs."),
  })
  .meta({ id: "Assignment" });
export const assignmentList = z.object({ assignments: z.array(assignmentShape) });
