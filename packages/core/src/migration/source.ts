import { z } from "zod";

/** A row of the source, by table and primary key (as text; composite keys joined by `:`). */
export const sourceRef = z.object({ table: z.string().max(120), id: z.string().max(120) });
export type SourceRef = z.output<typeof sourceRef>;

/** Minor units of the currency named beside it. */
export const minor = z.int();
export const currencyCode = z.string().regex(/^[A-Z]{3}$/);

/** A day in the company's own calendar, without a time zone. */
export const calendarDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** RFC 3339 in UTC. */
export const moment = z.string();

/** Something that is here already, under this name: bound to, not made, and not removed by an undo. */
export const existing = z.object({ existing: z.string() });

export const BILLING_CYCLES = [
  "free",
  "one_time",
  "monthly",
  "quarterly",
  "semiannually",
  "annually",
  "biennially",
  "triennially",
] as const;
export const billingCycle = z.enum(BILLING_CYCLES);
