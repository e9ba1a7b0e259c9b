import { z } from "zod";
import type { Prefix } from "./id.ts";

/** Shapes that more than one context speaks in, with the format names OpenAPI knows. */
const ids: Partial<Record<Prefix, z.ZodString>> = {};

/** An id of that kind. */
export function idShape(prefix: Prefix): z.ZodString {
  const existing = ids[prefix];
  if (existing) return existing;
  const shape = z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`), `not an id that starts with ${prefix}_`)
    .meta({ example: `${prefix}_01kagj8zc0v7m2x4q9n5t3wbpr` });
  ids[prefix] = shape;
  return shape;
}

/** RFC 3339 in UTC. */
export const timestamp = z.iso.datetime().meta({ format: "date-time", example: "2026-11-20T09:00:00.000Z" });
export const ipv4 = z.string().meta({ format: "ipv4", example: "203.0.113.7" });
export const ipv6 = z.string().meta({ format: "ipv6", example: "2001:db8:0:7::1" });

export const money = z
  .object({
    amount: z.number().int().describe("Minor units: cents."),
    currency: z.string().length(3).describe("ISO 4217."),
  })
  .meta({ id: "Money", example: { amount: 490, currency: "EUR" } });

export const pagination = z
  .object({
    pagination: z.object({
      limit: z.number().int(),
      next_cursor: z.string().nullable().describe("Give it as `cursor` for the next page; null on the last."),
    }),
  })
  .meta({ id: "Meta" });

export const pageMeta = (limit: number, nextCursor: string | null) => ({
  pagination: { limit, next_cursor: nextCursor },
});

const LABEL = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** Up to 32 labels; keys and values as Kubernetes and Hetzner have them, an empty value allowed. */
export const labels = z
  .record(
    z.string().regex(/^([a-z0-9.-]{1,100}\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/, "not a label key"),
    z.string().refine((value) => value === "" || LABEL.test(value), "not a label value"),
  )
  .refine((value) => Object.keys(value).length <= 32, "at most 32 labels")
  .meta({ example: { env: "prod", team: "web" } });
