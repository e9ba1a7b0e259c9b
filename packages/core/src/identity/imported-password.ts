import { createHash, timingSafeEqual } from "node:crypto";
import { compare } from "bcryptjs";

/**
 * Passwords as other systems hashed them, brought over with their users: `$2a|2b|2y$…` is bcrypt, `md5:<hex>:<salt>` is
 * md5(salt + password). Good until the next sign-in, which hashes the password our way.
 */
export const isImported = (stored: string): boolean => stored.startsWith("$2") || stored.startsWith("md5:");

/** Whether the password is the one; some systems hashed what their form had encoded for HTML. */
export async function verifyImported(stored: string, password: string): Promise<boolean> {
  if (await matches(stored, password)) return true;
  const encoded = htmlEncoded(password);
  return encoded !== password && matches(stored, encoded);
}

async function matches(stored: string, password: string): Promise<boolean> {
  // PHP's name for what the library calls 2b; it would answer false to 2y, without a word.
  if (stored.startsWith("$2")) return compare(password, stored.replace(/^\$2y\$/, "$2b$"));
  const [, hex = "", salt = ""] = /^md5:([0-9a-f]{32}):(.*)$/s.exec(stored) ?? [];
  const seen = createHash("md5")
    .update(salt + password)
    .digest();
  return hex !== "" && timingSafeEqual(seen, Buffer.from(hex, "hex"));
}

/** PHP's htmlspecialchars. */
const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#039;" };
const htmlEncoded = (text: string): string => text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
