import type { Entity } from "@hostwright/core/migration";
import type { Mapping } from "../mapping/schema.ts";
import type { RowJudge } from "./row-judge.ts";
import type { Currency } from "./shop.ts";

type Cycle = Entity<"servers">["billing"]["cycle"];
type Status = Entity<"servers">["status"];

const CYCLES: Record<string, Cycle> = {
  "free account": "free",
  free: "free",
  "one time": "one_time",
  onetime: "one_time",
  monthly: "monthly",
  quarterly: "quarterly",
  "semi-annually": "semiannually",
  semiannually: "semiannually",
  annually: "annually",
  biennially: "biennially",
  triennially: "triennially",
};
const STATUSES: Record<string, Status> = {
  pending: "pending",
  active: "active",
  suspended: "suspended",
  terminated: "terminated",
  cancelled: "cancelled",
  fraud: "fraud",
  completed: "completed",
};
const WITHOUT_DUE_DATE = new Set<Cycle>(["free", "one_time"]);
const LIVING = new Set<Status>(["active", "suspended"]);

export interface BillingRow {
  billingcycle: string;
  amount: string;
  firstpaymentamount: string;
  nextduedate: string | null;
  paymentmethod: string;
  overideautosuspend: number;
  overidesuspenduntil: string | null;
}

/** Billing as agreed; it starts paused here, so that nothing is charged twice. */
export function billingOf(
  row: BillingRow,
  {
    currency,
    status,
    judge,
    cycles,
  }: { currency: Currency; status: Status; judge: RowJudge; cycles: Mapping["cycles"] },
): Entity<"servers">["billing"] {
  const cycle = cycles[row.billingcycle] ?? CYCLES[row.billingcycle.trim().toLowerCase()];
  if (cycle === undefined) {
    judge.refuse(
      "unknown_cycle",
      `billingcycle is "${row.billingcycle}"`,
      `cycles: {${JSON.stringify(row.billingcycle)}: monthly}`,
    );
  }
  const due = cycle !== undefined && !WITHOUT_DUE_DATE.has(cycle) && LIVING.has(status);
  const until = judge.date("overidesuspenduntil", row.overidesuspenduntil);
  return {
    currency: currency.code,
    amount: judge.money("amount", row.amount, currency.digits),
    cycle: cycle ?? "monthly",
    next_due: judge.date("nextduedate", row.nextduedate, due),
    first_amount: judge.money("firstpaymentamount", row.firstpaymentamount, currency.digits),
    payment_method: row.paymentmethod,
    suspension_override: row.overideautosuspend !== 0,
    suspension_override_until: row.overideautosuspend === 0 ? null : until,
  };
}

export function statusOf(text: string, statuses: Mapping["statuses"], judge: RowJudge): Status {
  const status = statuses[text] ?? STATUSES[text.trim().toLowerCase()];
  if (status !== undefined) return status;
  judge.refuse("unknown_status", `status is "${text}"`, `statuses: {${JSON.stringify(text)}: active}`);
  return "pending";
}

const ABUSE = /\b(?:abuse|spam|phish|dmca|attack|malware|hack|botnet|tos|aup)/i;
const LEGAL = /\b(?:legal|court|police|lawsuit|seizure)/i;

/** Why a suspended service is kept stopped. WHMCS's own reason for non-payment, or none, is billing. */
export function holdOf(id: number, reason: string, holds: Mapping["holds"]): NonNullable<Entity<"servers">["hold"]> {
  const kind = holds[String(id)] ?? (LEGAL.test(reason) ? "legal" : ABUSE.test(reason) ? "abuse" : "billing");
  return { kind, reason: reason === "" ? "Suspended" : reason };
}
