import type { SetAsideCode } from "@hostwright/core/migration";

/** Why a row cannot come over as it is. */
export interface Problem {
  code: SetAsideCode;
  /** Which field, which value. */
  message: string;
  /** What to put into the mapping for this very row. */
  hint?: string;
}

/** A value, or why there is none. */
export type Judged<T> = { value: T } | { problem: Problem };

export const judged = <T>(value: T): Judged<T> => ({ value });
export const refused = (code: SetAsideCode, message: string, hint?: string): { problem: Problem } => ({
  problem: { code, message, ...(hint === undefined ? {} : { hint }) },
});
