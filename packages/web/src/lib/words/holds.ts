/** Why a server is stopped, by kind of hold. */
export const HOLD_TITLES: Record<string, string> = {
  billing: "Billing",
  abuse: "Abuse report",
  legal: "Legal",
  operator: "Operator",
};
/** What a hold of that kind asks of the customer. */
export const HOLD_ADVICE: Record<string, string> = {
  billing: "Settle the open invoices; the server comes back by itself afterwards.",
  abuse: "Answer the abuse report; support lifts the hold once the cause is gone.",
  legal: "We are obliged to keep it stopped. Support can tell you what may be said.",
  operator: "Our staff stopped it. Support can tell you more.",
};
