import { z } from "zod";
import { idShape } from "../kernel/index.ts";

/** What is counted, in the order in which it is shown. */
export const RESOURCES = ["servers", "addresses", "cores", "memory_mb", "disk_gb"] as const;
export type Resource = (typeof RESOURCES)[number];
export type Amounts = Record<Resource, number>;

const counted = z.object({
  limit: z.int().describe("What the tenant may have."),
  used: z.int().describe("What it has, orders under way included."),
});

export const quotaShape = z
  .object({
    servers: counted,
    addresses: counted.describe("IPv4 addresses and IPv6 networks; each server has one of both."),
    cores: counted,
    memory_mb: counted,
    disk_gb: counted,
    requests_per_minute: z
      .int()
      .describe("Requests to this API that all of the tenant's users and keys together may make."),
  })
  .meta({ id: "Quota" });
export type Quota = z.output<typeof quotaShape>;

export const quotaAnswer = z.object({ quota: quotaShape });

const override = (what: string) =>
  z.int().min(0).max(1_000_000_000).nullable().describe(`${what}; null: the platform's default.`);

export const overrides = z
  .object({
    servers: override("Servers"),
    addresses: override("Addresses"),
    cores: override("Cores"),
    memory_mb: override("Memory in MB"),
    disk_gb: override("Disk in GB"),
    requests_per_minute: z
      .int()
      .min(10)
      .max(1_000_000)
      .nullable()
      .describe("Requests a minute; null: the platform's default, or what the tenant's plans give."),
  })
  .meta({ id: "QuotaOverrides" });
export type Overrides = z.output<typeof overrides>;

export const tenantRef = z.strictObject({ id: idShape("ten") });
export const setQuotaInput = z.strictObject({ ...tenantRef.shape, ...overrides.partial().shape });
export const tenantQuotaAnswer = z.object({ quota: quotaShape, overrides });
