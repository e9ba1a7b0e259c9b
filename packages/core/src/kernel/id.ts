import { randomBytes } from "node:crypto";

/** Every kind of thing that has an id, by its prefix. */
export type Prefix =
  | "act" // action
  | "adr" // address
  | "att" // attachment in the archive
  | "alt" // alert about suspicious activity
  | "aud" // audit row
  | "bkp" // backup
  | "chk" // checkpoint of an audit chain
  | "cnt" // contact
  | "con" // console
  | "dlv" // delivery of a webhook
  | "crd" // credit in the archive
  | "end" // endpoint
  | "evt" // event in the outbox
  | "fnd" // finding
  | "hld" // hold
  | "img" // image
  | "inv" // invoice
  | "ivt" // invitation
  | "key" // API key
  | "leg" // legacy record
  | "loc" // location
  | "mig" // migration run
  | "nod" // node
  | "not" // note of our staff
  | "pky" // passkey
  | "idp" // identity provider
  | "pln" // plan
  | "poo" // address pool
  | "req" // request
  | "rly" // relay
  | "rol" // custom role
  | "ses" // session
  | "snp" // snapshot
  | "srv" // server
  | "sto" // storage
  | "ten" // tenant
  | "tkt" // ticket
  | "tpl" // template
  | "trx" // transaction in the archive
  | "usr" // user
  | "whk"; // webhook

export type Id<P extends Prefix> = `${P}_${string}`;

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A new id: prefix, then 26 characters of Crockford base32 (48 bits of milliseconds, 80 random bits), so that ids sort
 * by creation and keyset pages need no other column.
 */
export function newId<P extends Prefix>(prefix: P, now: Date): Id<P> {
  if (next === random.length) {
    random = randomBytes(POOL);
    next = 0;
  }
  let tail = "";
  for (const end = next + TAIL; next < end; next++) tail += ALPHABET[(random[next] ?? 0) % 32];
  return `${prefix}_${timePart(now)}${tail}`;
}

/** The first id that could be made at `at`: rows since then have this one or a greater. */
export const firstIdAt = <P extends Prefix>(prefix: P, at: Date): string =>
  `${prefix}_${timePart(at)}${ALPHABET[0]?.repeat(TAIL)}`;

function timePart(at: Date): string {
  let time = at.getTime();
  let head = "";
  for (let i = 0; i < 10; i++) {
    head = ALPHABET[time % 32] + head;
    time = Math.floor(time / 32);
  }
  return head;
}

/** Random characters of an id. They are fetched many at a time: a migration makes millions of ids. */
const TAIL = 16;
const POOL = 256 * TAIL;
let random = Buffer.alloc(0);
let next = 0;

const PATTERN = /^[a-z]{3}_[0-9a-hjkmnp-tv-z]{26}$/;

/** Whether `value` has the shape of an id of that kind. */
export function isId<P extends Prefix>(prefix: P, value: unknown): value is Id<P> {
  return typeof value === "string" && value.startsWith(`${prefix}_`) && PATTERN.test(value);
}
