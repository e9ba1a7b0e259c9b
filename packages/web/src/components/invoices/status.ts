const TONES: Record<string, "good" | "warn" | "bad" | "calm"> = {
  paid: "good",
  unpaid: "warn",
  overdue: "bad",
  "payment pending": "warn",
  collections: "bad",
};

/** What invoices of the system before are mostly called; others are shown as they are. */
export const STATUSES = ["paid", "unpaid", "payment pending", "refunded", "collections", "cancelled", "draft"];
export const invoiceTone = (status: string) => TONES[status] ?? "calm";
export const invoiceStatus = (status: string): string => status.charAt(0).toUpperCase() + status.slice(1);
export const invoiceTitle = ({ number }: { number: string | null }): string =>
  number === null ? "Invoice without a number" : `Invoice ${number}`;
