import type { App } from "../kernel/index.ts";
import { addressIndex } from "../kernel/personal.ts";
import type { AuditRow } from "./chain.ts";
import { keysOf, openPersonal, type PersonKeys } from "./person-keys.ts";

export interface OriginValues {
  address: string;
  userAgent: string | null;
  country: string | null;
}

const isOrigin = (value: unknown): value is OriginValues =>
  typeof value === "object" && value !== null && "address" in value && typeof value.address === "string";

/** Keys of everybody whose personal values stand in these rows. */
export const keysOfRows = (app: App, rows: readonly AuditRow[]): Promise<PersonKeys> =>
  keysOf(
    app.db.kysely,
    app.config.HOSTWRIGHT_SEAL_KEY,
    rows.flatMap((row) => [row.person_id ?? [], row.subject_id ?? []].flat()),
  );

/** From where a row's request came; `erased` when that is not to be known any more. */
export function originOf(app: App, keys: PersonKeys, row: AuditRow): OriginValues | "erased" | null {
  const opened = openPersonal(app.config.HOSTWRIGHT_SEAL_KEY, keys, {
    person: row.person_id,
    about: `${row.id} origin`,
    text: row.personal,
  });
  return opened === "erased" || isOrigin(opened) ? opened : null;
}

/**
 * What addresses are found by stands beside the chain, since erasure empties it: rows whose value is not that of the
 * address inside, by id, with what is wrong. Nothing can be said without the key.
 */
export async function lookedUpWrongly(app: App, rows: readonly AuditRow[]): Promise<Map<string, string>> {
  const sealKey = app.config.HOSTWRIGHT_SEAL_KEY;
  if (!sealKey) return new Map();
  const keys = await keysOfRows(app, rows);
  const wrong = new Map<string, string>();
  for (const row of rows) {
    const origin = originOf(app, keys, row);
    const expected = origin && origin !== "erased" ? addressIndex(sealKey, origin.address) : null;
    if (row.address_index !== expected)
      wrong.set(row.id, "what its address is found by (address_index) is not that of its address");
  }
  return wrong;
}
