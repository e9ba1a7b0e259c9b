import { createHash } from "node:crypto";

/** `cc_encryption_hash` of the testbed's configuration.php. */
export const CC_ENCRYPTION_HASH = "Zr8wQ2kTn5vXc1YbL7mHs4JdF9gPe6Ua0oRiKxVtMyBqWlDhNzSfGjEuCpA3I";

const md5 = (text: string): string => createHash("md5").update(text).digest("hex");
const sha1 = (bytes: Buffer): Buffer => createHash("sha1").update(bytes).digest();

/**
 * As WHMCS stores service and server passwords: a SHA-1 keystream keyed by `md5(md5(cc)) + md5(cc)`, whose start value
 * (masked with the key) leads the text; each block of 20 bytes changes the key with the plain text before it.
 */
export function seal(plain: string, start: string, hash = CC_ENCRYPTION_HASH): string {
  const first = sha1(Buffer.from(start));
  const mask = sha1(Buffer.from(md5(md5(hash)) + md5(hash)));
  const text = Buffer.from(plain);
  const sealed = [Buffer.from(first.map((byte, at) => byte ^ (mask[at] ?? 0)))];
  let key: Buffer = first;
  for (let at = 0; at < text.length; at += key.length) {
    if (at > 0) key = sha1(Buffer.concat([key, text.subarray(at - key.length, at)]));
    const block = text.subarray(at, at + key.length);
    sealed.push(Buffer.from(block.map((byte, index) => byte ^ (key[index] ?? 0))));
  }
  return Buffer.concat(sealed).toString("base64");
}
