import type { Outcome } from "@hostwright/core/migration";
import type { AttachmentFiles } from "../source/attachments.ts";
import type { Source } from "../source/rows.ts";
import type { ServiceRules } from "../transform/service.ts";

/** What every stream of rows works with. */
export interface Reading {
  source: Source;
  rules: ServiceRules;
  files: AttachmentFiles;
  /** Only what changed since then, where the rows tell; `YYYY-MM-DD HH:MM:SS` in UTC. */
  since: string | undefined;
}

/** One kind's outcomes, batch by batch, in order of their source rows. */
export type Stream = (reading: Reading) => AsyncIterable<Outcome[]>;

export const BATCH = 500;

/**
 * SQL that keeps what changed since then. WHMCS does not note every change of a row, so that only history is left out
 * this way (documents, payments, messages, logs), never people, services or what they consist of.
 */
export function changedSince(
  { since, source }: Reading,
  table: string,
  days: readonly string[],
  always = "false",
): string {
  if (since === undefined) return "1=1";
  const columns = source.layout.tables.get(table)?.columns;
  const known = ["updated_at", ...days].filter((name) => columns?.has(name));
  if (known.length === 0) return "1=1";
  return `(${[...known.map((name) => `t.${name} >= '${since}'`), always].join(" or ")})`;
}

/** Outcomes of one row each. */
export async function* inBatches<R>(
  pages: AsyncIterable<R[]>,
  outcome: (row: R) => Outcome | undefined,
): AsyncGenerator<Outcome[]> {
  for await (const rows of pages) {
    const batch: Outcome[] = [];
    for (const row of rows) {
      const made = outcome(row);
      if (made) batch.push(made);
    }
    if (batch.length > 0) yield batch;
  }
}
