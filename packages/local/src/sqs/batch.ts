import { AwsError } from "../aws/error.ts";
import { batch } from "./errors.ts";

/** One entry's outcome; a batch succeeds or fails entry by entry. */
export type EntryResult<T> = { id: string; value: T } | { id: string; error: AwsError };

/** One to ten entries with distinct, well-formed ids; else the batch fails as a whole. */
export function checkBatch(entries: readonly { Id: string }[]): void {
  if (entries.length === 0) throw batch.empty();
  if (entries.length > 10) throw batch.tooMany();
  const seen = new Set<string>();
  for (const { Id } of entries) {
    if (!/^[A-Za-z0-9_-]{1,80}$/.test(Id)) throw batch.invalidId();
    if (seen.has(Id)) throw batch.notDistinct(Id);
    seen.add(Id);
  }
}

export function failedEntries(results: readonly EntryResult<unknown>[]): object[] {
  return results.flatMap((result) =>
    "error" in result
      ? [{ Id: result.id, Code: result.error.code, Message: result.error.message, SenderFault: true }]
      : [],
  );
}

/** Runs `settle` for each entry; only what SQS itself would refuse counts as a failed entry. */
export async function settleEach<E extends { Id: string }>(
  entries: readonly E[],
  settle: (entry: E) => Promise<void>,
): Promise<object> {
  checkBatch(entries);
  const results = await Promise.all(
    entries.map(async (entry): Promise<EntryResult<null>> => {
      try {
        await settle(entry);
        return { id: entry.Id, value: null };
      } catch (error) {
        if (error instanceof AwsError) return { id: entry.Id, error };
        throw error;
      }
    }),
  );
  const done = results.filter((result) => !("error" in result));
  return { Successful: done.map(({ id }) => ({ Id: id })), Failed: failedEntries(results) };
}
