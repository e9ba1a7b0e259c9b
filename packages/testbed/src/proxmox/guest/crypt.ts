import { createHash, randomBytes } from "node:crypto";

/**
 * crypt(3) with SHA-256, as guests check passwords against it. By the specification of Ulrich Drepper,
 * https://www.akkadia.org/drepper/SHA-crypt.txt; its step numbers stand in the comments.
 */
const ALPHABET = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** The fewest that are allowed: a testbed makes thousands of these. */
const ROUNDS = 1000;

const sha256 = (...parts: Uint8Array[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
/** Repeated, and cut to `length` bytes. */
const stretched = (digest: Uint8Array, length: number): Buffer => Buffer.alloc(length, digest);

/** `$5$rounds=1000$<salt>$<hash>` */
export function sha256Crypt(password: string, salt = newSalt()): string {
  const key = Buffer.from(password, "utf8");
  const salted = Buffer.from(salt, "latin1");
  // Steps 4 to 8.
  const other = sha256(key, salted, key);
  // 1 to 3 and 9 to 12.
  const first = [key, salted, stretched(other, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) first.push(bits & 1 ? other : key);
  let digest = sha256(...first);
  // 13 to 16, and 17 to 20.
  const p = stretched(sha256(...Array.from({ length: key.length }, () => key)), key.length);
  const s = stretched(sha256(...Array.from({ length: 16 + (digest[0] ?? 0) }, () => salted)), salted.length);
  // 21.
  for (let round = 0; round < ROUNDS; round++) {
    const odd = round % 2 === 1;
    const parts: Uint8Array[] = [odd ? p : digest];
    if (round % 3 !== 0) parts.push(s);
    if (round % 7 !== 0) parts.push(p);
    parts.push(odd ? digest : p);
    digest = sha256(...parts);
  }
  return `$5$rounds=${ROUNDS}$${salt}$${encode(digest)}`;
}

/** Step 22: groups of three bytes in an order of its own, six bits a letter, the lowest first. */
function encode(digest: Buffer): string {
  let text = "";
  const letters = (value: number, count: number) => {
    for (let left = value, letter = 0; letter < count; letter++, left >>= 6) text += ALPHABET[left & 63];
  };
  let [high, middle, low] = [0, 10, 20];
  for (let group = 0; group < 10; group++) {
    letters(((digest[high] ?? 0) << 16) | ((digest[middle] ?? 0) << 8) | (digest[low] ?? 0), 4);
    [high, middle, low] = [low + 1, high + 1, middle + 1];
  }
  letters(((digest[31] ?? 0) << 8) | (digest[30] ?? 0), 3);
  return text;
}

const newSalt = (): string => Array.from(randomBytes(12), (byte) => ALPHABET[byte % 64]).join("");
