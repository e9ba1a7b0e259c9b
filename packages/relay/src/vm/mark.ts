import type { PowerState } from "@hostwright/core/server/jobs";

const MARK = /^hostwright:srv_\w+$/;

/** Every line that is a mark of ours: one, as a rule. */
export const marksIn = (description: string | undefined): string[] =>
  (description ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => MARK.test(line));

/**
 * Whose a VM is: the line with our mark, the first of a VM made by us, the last of one that was adopted. Staff may write
 * around it. Without a mark of ours the first line says that the VM is somebody else's.
 */
export const markIn = (description: string | undefined): string | undefined =>
  marksIn(description)[0] ?? (description?.split("\n", 1)[0]?.trim() || undefined);

/** The description with our mark as its last line. */
export const withMark = (description: string | undefined, mark: string): string =>
  description?.trimEnd() ? `${description.trimEnd()}\n${mark}` : mark;

export const withoutMark = (description: string, mark: string): string =>
  description
    .split("\n")
    .filter((line) => line.trim() !== mark)
    .join("\n")
    .trimEnd();

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
