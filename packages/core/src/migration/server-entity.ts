import { z } from "zod";
import { billingCycle, calendarDate, currencyCode, minor, moment, sourceRef } from "./source.ts";

/** What the source says the VM is. What it does not say is null; the service comes over all the same. */
export const serverSpec = z.object({
  cores: z.int().nullable(),
  memory_mb: z.int().nullable(),
  disk_gb: z.int().nullable(),
  /** Name in our catalog. */
  image: z.string().nullable(),
  /** Name in our catalog. */
  location: z.string().nullable(),
  hostname: z.string().nullable(),
});
export type ServerSpec = z.output<typeof serverSpec>;

export const billingTerms = z.object({
  currency: currencyCode,
  /** For each period. */
  amount: minor,
  cycle: billingCycle,
  next_due: calendarDate.nullable(),
  first_amount: minor,
  payment_method: z.string(),
  /** Never suspend for non-payment, for good or until that day. */
  suspension_override: z.boolean(),
  suspension_override_until: calendarDate.nullable(),
});

/** A service that is a VM, whatever has become of it. */
export const serverEntity = z.object({
  tenant: sourceRef,
  plan: sourceRef,
  /** The `endpoints` row it runs on; null where the source does not say. */
  endpoint: sourceRef.nullable(),
  name: z.string().max(255),
  status: z.enum(["pending", "active", "suspended", "terminated", "cancelled", "fraud", "completed"]),
  /** With `suspended`: why; the customer reads it. Billing where the source says no better. */
  hold: z.object({ kind: z.enum(["billing", "abuse", "legal", "operator"]), reason: z.string() }).nullable(),
  spec: serverSpec,
  addresses: z.array(z.string()),
  billing: billingTerms,
  /** The VM it is bound to; null: none known, so there is nothing to hand over yet. */
  adoption: z.object({ vmid: z.int(), node: z.string().nullable() }).nullable(),
  created: moment.nullable(),
  /** Everything chosen and entered for it, by name as the source has it: options, fields, addons, notes. Never secrets. */
  raw: z.record(z.string(), z.string()),
  /** When it ended, with `terminated`, `cancelled`, `fraud` and `completed`. */
  ended: calendarDate.nullable(),
});
