import { z } from "zod";
import { idShape, timestamp } from "../kernel/shapes.ts";

export const placementStatus = z.enum(["open", "draining"]);

const usage = (unit: string) =>
  z
    .object({
      total: z.number().int(),
      limit: z.number().int().describe("Total times the overcommit ratio."),
      reserved: z.number().int(),
    })
    .describe(unit);

export const nodeShape = z
  .object({
    id: z.string(),
    name: z.string(),
    status: placementStatus,
    servers: z.number().int(),
    cores: usage("Cores."),
    memory_mb: usage("MiB."),
  })
  .meta({ id: "Node" });

export const storageShape = z
  .object({
    id: z.string(),
    name: z.string(),
    node: z.string().nullable().describe("null: shared by the endpoint's nodes."),
    status: placementStatus,
    disk_gb: usage("GB."),
  })
  .meta({ id: "Storage" });

export const endpointShape = z
  .object({
    id: z.string(),
    name: z.string(),
    location: z.string(),
    status: placementStatus,
    nodes: z.array(nodeShape),
    storages: z.array(storageShape),
    relays: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        last_seen: timestamp,
        running_jobs: z.number().int(),
        present: z.boolean().describe("Heard of within the last 90 seconds."),
        problems: z.array(z.object({ endpoint: z.string(), code: z.string(), message: z.string() })),
      }),
    ),
    free_ipv4: z.number().int(),
  })
  .meta({ id: "Endpoint" });

export const endpointList = z.object({ endpoints: z.array(endpointShape) });
export const endpointAnswer = z.object({ endpoint: endpointShape });
export const endpointStatusInput = z.strictObject({ id: idShape("end"), status: placementStatus });
export const nodeStatusInput = z.strictObject({ id: idShape("nod"), status: placementStatus });
export const nodeAnswer = z.object({ node: z.object({ id: z.string(), status: placementStatus }) });
