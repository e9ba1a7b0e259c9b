import { hash } from "node:crypto";
import type { Kind, Outcome } from "@hostwright/core/migration";
import type { Problem } from "./problem.ts";

type BroughtOf<K extends Kind> = Extract<Outcome, { kind: K; outcome: "entity" }>;

/** 22 characters that change with any part: enough to see that a row has changed. */
export function contentHash(parts: string): string {
  return hash("md5", parts, "base64url");
}

/** All cells of rows, in the order in which they were selected. */
export function rowText(row: Readonly<Record<string, string | number | null>>): string {
  let text = "";
  for (const column in row) text += `${row[column]}\u001f`;
  return text;
}

/**
 * What became of a row. The hash covers the row (`content`) and what was made of it, so that a changed mapping changes it
 * only where it changes the result.
 */
export function setAside(
  kind: Kind,
  table: string,
  id: number | string,
  content: string,
  problems: readonly [Problem, ...Problem[]],
): Outcome {
  const [first] = problems;
  const message = problems.map((problem) => problem.message).join("; ");
  return {
    source: { table, id: String(id), hash: contentHash(`${content}\u001e${first.code}\u001e${message}`) },
    kind,
    outcome: "set_aside",
    code: first.code,
    message,
    ...(first.hint === undefined ? {} : { mapping_hint: first.hint }),
  };
}

export const isRefused = (problems: Problem[]): problems is [Problem, ...Problem[]] => problems.length > 0;

/** `made`: what of the result does not follow from the row alone. */
export function source(table: string, id: number | string, content: string, made = ""): BroughtOf<Kind>["source"] {
  return { table, id: String(id), hash: contentHash(`${content}\u001e${made}`) };
}
