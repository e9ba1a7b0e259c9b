import { randomBytes } from "node:crypto";
import type { Kysely } from "kysely";
import { insertIgnore, upsert } from "../kernel/database/index.ts";
import { decrypt, encrypt, keyFor, unstage } from "../kernel/personal.ts";
import type { Tables } from "../kernel/tables.ts";

/** Keys by person; null: destroyed, and none will be made again. */
export type PersonKeys = ReadonlyMap<string, Buffer | null>;

/** What stands where a personal part of an erased person would. */
const ERASED = "e.";
const SEALED = "p.";

type Db = Kysely<Tables>;

async function load(db: Db, master: Buffer, people: readonly string[]): Promise<Map<string, Buffer | null>> {
  if (people.length === 0) return new Map();
  const rows = await db
    .selectFrom("person_keys")
    .select(["person_id", "wrapped_key"])
    .where("person_id", "in", people)
    .execute();
  return new Map(
    rows.map((row) => [
      row.person_id,
      row.wrapped_key === null ? null : decrypt(master, row.person_id, row.wrapped_key),
    ]),
  );
}

const masterOf = (sealKey: string): Buffer => keyFor(sealKey, "person keys");

/** The keys of these people, as far as there are any. */
export const keysOf = (db: Db, sealKey: string, people: Iterable<string>): Promise<PersonKeys> =>
  load(db, masterOf(sealKey), [...new Set(people)]);

/** The keys of these people, made for those who have none. */
export async function keysFor(db: Db, sealKey: string, people: Iterable<string>, now: Date): Promise<PersonKeys> {
  const master = masterOf(sealKey);
  const all = [...new Set(people)];
  const known = await load(db, master, all);
  const without = all.filter((person) => !known.has(person));
  for (const person of without) {
    const wrapped_key = encrypt(master, person, randomBytes(32));
    await insertIgnore(db, "person_keys", { person_id: person, wrapped_key, created_at: now, destroyed_at: null });
  }
  // Read again: another process may have made one first, and that one counts.
  for (const [person, key] of await load(db, master, without)) known.set(person, key);
  return known;
}

/** A staged part under the person's own key. One that cannot be opened stays as it is: it is part of what happened. */
export function sealPersonal(sealKey: string, keys: PersonKeys, person: string | null, about: string, text: string) {
  const key = person === null ? undefined : keys.get(person);
  if (key === null) return ERASED;
  const plain = key && unstage(sealKey, about, text);
  return key && plain ? SEALED + encrypt(key, about, plain) : text;
}

/** What a personal part says; `erased` when its key is gone, null where there is none or it cannot be opened. */
export function openPersonal(
  sealKey: string,
  keys: PersonKeys,
  { person, about, text }: { person: string | null; about: string; text: string | null },
): unknown {
  if (text === null || person === null) return null;
  const key = keys.get(person);
  if (text === ERASED || key === null) return "erased";
  const plain = text.startsWith(SEALED)
    ? key && decrypt(key, about, text.slice(SEALED.length))
    : unstage(sealKey, about, text);
  return plain ? JSON.parse(plain.toString("utf8")) : null;
}

/** Keys destroyed by one round of statements: what the Data API takes in one. */
const DESTROYED_AT_ONCE = 200;

/**
 * Destroys the keys of people, or of invitations: what was encrypted with them says nothing any more. For good; a second
 * time changes nothing.
 */
export async function destroyPersonKeys(db: Db, people: Iterable<string>, now: Date): Promise<void> {
  // In one order, so that two who destroy the same do not wait for each other.
  const all = [...new Set(people)].sort();
  for (let from = 0; from < all.length; from += DESTROYED_AT_ONCE)
    await destroyTogether(db, all.slice(from, from + DESTROYED_AT_ONCE), now);
}

async function destroyTogether(db: Db, people: readonly string[], now: Date): Promise<void> {
  const rows = people.map((person_id) => ({ person_id, wrapped_key: null, created_at: now, destroyed_at: now }));
  await upsert(db, "person_keys", rows, { keys: ["person_id"], update: ["wrapped_key"] });
  // Of those that were there: when they were destroyed stays as it was first written.
  await db
    .updateTable("person_keys")
    .set({ destroyed_at: now })
    .where("person_id", "in", people)
    .where("destroyed_at", "is", null)
    .execute();
  await db
    .updateTable("audit_log")
    .set({ address_index: null })
    .where("person_id", "in", people)
    .where("address_index", "is not", null)
    .execute();
}
