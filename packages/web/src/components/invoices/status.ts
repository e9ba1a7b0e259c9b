const TONES: Record<string, "good" | "warn" | "bad" | "calm"> = {
  paid: "good",
  unpaid: "warn",
  overdue: "bad",
  "payment pending": "warn",
  collections: "bad",
};

export const isDraft = ({ status }: { status: string }): boolean => status === "draft";

/** What invoices of the system before are mostly called; others are shown as they are. Drafts only our staff see. */
export const statuses = (asOperator: boolean): string[] => [
  ...["paid", "unpaid", "payment pending", "refunded", "collections", "cancelled"],
  ...(asOperator ? ["draft"] : []),
];
export const invoiceTone = (status: string) => TONES[status] ?? "calm";
export const invoiceStatus = (status: string): string =>
  isDraft({ status }) ? "Draft, never issued" : status.charAt(0).toUpperCase() + status.slice(1);
export const invoiceTitle = ({ number }: { number: string | null }): string =>
  number === null ? "Invoice without a number" : `Invoice ${number}`;
