import { createHash } from "node:crypto";

const BLOCK = 20;
const md5 = (text: string) => createHash("md5").update(text).digest("hex");
const sha1 = (bytes: Buffer | string) => createHash("sha1").update(bytes).digest();

/**
 * Opens what WHMCS encrypted (service and server passwords, password-type fields): a SHA-1 keystream keyed by
 * `md5(md5(cc)) + md5(cc)`, `cc` being `cc_encryption_hash` of configuration.php. The first 20 bytes carry the start value;
 * each later block's key depends on the plain text before it. Undefined where it is not base64 of that shape, or opens to no text.
 */
export function openSecret(sealed: string, ccEncryptionHash: string): string | undefined {
  if (sealed === "" || !/^[A-Za-z0-9+/]+={0,2}$/.test(sealed)) return undefined;
  const bytes = Buffer.from(sealed, "base64");
  if (bytes.length < BLOCK) return undefined;
  const keyed = sha1(md5(md5(ccEncryptionHash)) + md5(ccEncryptionHash));
  let key = Buffer.from(bytes.subarray(0, BLOCK).map((byte, index) => byte ^ (keyed[index] ?? 0)));
  const body = bytes.subarray(BLOCK);
  const plain = Buffer.alloc(body.length);
  for (let index = 0; index < body.length; index++) {
    if (index !== 0 && index % BLOCK === 0) key = sha1(Buffer.concat([key, plain.subarray(index - BLOCK, index)]));
    plain[index] = (body[index] ?? 0) ^ (key[index % BLOCK] ?? 0);
  }
  const text = plain.toString("utf8");
  return text.includes("\ufffd") || /[^\P{Cc}\t\n\v\f\r]/u.test(text) ? undefined : text;
}
