import type { PowerState } from "@hostwright/core/server/jobs";

/** The description's first line says whose a VM is. Staff may write below it. */
export const markIn = (description: string | undefined): string | undefined =>
  description?.split("\n", 1)[0]?.trim() || undefined;

/**
 * A hold leaves its record in the description, set in the same request that keeps the VM from starting with its node: so
 * a hold done twice still knows what the VM was doing before, and no start slips past it.
 */
const HOLD = /^hostwright-hold:(running|stopped)$/;

export function holdIn(description: string | undefined): PowerState | undefined {
  for (const line of description?.split("\n") ?? []) {
    const [, before] = HOLD.exec(line.trim()) ?? [];
    if (before === "running" || before === "stopped") return before;
  }
  return undefined;
}

export function withHold(description: string, before: PowerState): string {
  const [mark = "", ...rest] = description.trimEnd().split("\n");
  return [mark, `hostwright-hold:${before}`, ...rest].join("\n");
}

export const withoutHold = (description: string): string =>
  description
    .trimEnd()
    .split("\n")
    .filter((line) => !HOLD.test(line.trim()))
    .join("\n");
