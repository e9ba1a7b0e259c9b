import type { FindingCode } from "./state.ts";
import type { Evidence } from "./tables.ts";

/** One thing that is not as it should be, in one observation. */
export interface Discrepancy {
  code: FindingCode;
  subject: { type: "server" | "vm" | "node" | "storage" | "template" | "address" | "endpoint"; id: string };
  /** The server whose actions may explain it away. */
  server?: string;
  evidence: Evidence;
}

type Values = Evidence["expected"];

export const discrepancy = (
  code: FindingCode,
  subject: Discrepancy["subject"],
  sides: { expected: Values; observed: Values; about?: Evidence["about"]; server?: string },
): Discrepancy => ({
  code,
  subject,
  ...(sides.server ? { server: sides.server } : {}),
  evidence: { expected: sides.expected, observed: sides.observed, about: sides.about ?? {} },
});

export const liveKey = ({ code, subject }: Discrepancy): string => `${code}:${subject.id}`;
