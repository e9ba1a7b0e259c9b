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

export const addressFamily = z.enum(["ipv4", "ipv6"]);

/** An address of a server, or the network of one of its /64s. */
export const addressShape = z
  .object({
    address: z
      .string()
      .describe("An IPv4 address, or the network address of an IPv6 /64.")
      .meta({ example: "203.0.113.7" }),
    family: addressFamily,
    network: z.string().nullable().describe("The whole /64 of an IPv6 one.").meta({ example: "2001:db8:0:7::/64" }),
    gateway: z.string(),
    primary: z.boolean().describe("Ordered with the server, and its own for life."),
    assigned: timestamp,
    reverse_dns: z
      .array(
        z.object({
          address: z.string().meta({ example: "203.0.113.7" }),
          host_name: z.string().meta({ example: "www.example.com" }),
          published: z.boolean().describe("Whether name servers answer it. Nothing publishes it yet: always false."),
        }),
      )
      .describe("The names kept for it; of an IPv6 network, those of its single addresses."),
    configure_guest: z
      .string()
      .nullable()
      .describe("For an extra address: how to set it up inside the server, which we do not do. Null for primary ones."),
  })
  .meta({ id: "ServerAddress" });
export type AddressView = z.output<typeof addressShape>;
