import { z } from "zod";
import { money } from "../kernel/shapes.ts";

export const planShape = z
  .object({
    id: z.string(),
    name: z.string().meta({ example: "s1" }),
    title: z.string(),
    cores: z.number().int(),
    memory_mb: z.number().int(),
    disk_gb: z.number().int(),
    price: money.describe("A month."),
    cpu: z.object({
      type: z.string().describe("Proxmox CPU type."),
      limit_percent: z.number().int().describe("Of one core, in all; 0: no limit."),
      units: z.number().int().describe("Share under contention; 100 is the usual."),
    }),
    balloon_mb: z.number().int().describe("Lower bound of ballooning; 0: the memory is always there."),
    disk_iops: z.number().int().nullable(),
    disk_mbps: z.number().int().nullable(),
    nic_mbit: z.number().int().nullable(),
    traffic_gb: z.number().int().nullable().describe("Included a month."),
  })
  .meta({ id: "Plan" });

export const imageShape = z
  .object({
    id: z.string(),
    name: z.string().meta({ example: "debian-13" }),
    title: z.string(),
    family: z.string(),
    min_disk_gb: z.number().int(),
    default_user: z.string().describe("Whom the ssh keys are for."),
    locations: z.array(z.string()).describe("Names of the locations that have it."),
  })
  .meta({ id: "Image" });

export const locationShape = z
  .object({
    id: z.string(),
    name: z.string().meta({ example: "fra1" }),
    title: z.string(),
    country: z.string().describe("ISO 3166-1 alpha-2."),
    open: z.boolean().describe("Whether new servers can be ordered there."),
  })
  .meta({ id: "Location" });

export const planList = z.object({ plans: z.array(planShape) });
export const imageList = z.object({ images: z.array(imageShape) });
export const locationList = z.object({ locations: z.array(locationShape) });
export const noInput = z.strictObject({});
