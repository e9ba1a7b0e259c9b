import type { Verdict } from "@hostwright/core/server/state";

/** Why not, for a disabled button; undefined: it may. */
export const reasonOf = (verdict: Verdict): string | undefined => (verdict.ok ? undefined : verdict.reason);
