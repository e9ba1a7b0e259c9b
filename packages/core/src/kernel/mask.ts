/** What stands where a secret was. */
export const MASKED = "[masked]";

/** Names under which secrets are passed: whatever the value, it is not kept. */
const SECRET_NAME =
  /(^|_)(pass(word|wd|phrase)?|cipassword|secret|(access|refresh|api|bearer|auth|session|task|csrf)_?token|token|api_?key|private_?key|seal_?key|authorization|cookie|credentials?|otp|totp|seed|recovery_?codes?|pin)s?$/i;

/** Names that sound like secrets and are none. */
const PUBLIC_NAME = /(^|_)(ssh_keys?|public_keys?|token_type|password_(changed|set|at|age))$/i;

/** Secrets told by how they look, wherever they stand in a text. */
const SECRET_SHAPES: readonly RegExp[] = [
  // API keys, refresh tokens, and the other bearer secrets we make ourselves.
  /\bhw[a-z]_[\w-]{16,}/g,
  // Signing secrets of webhooks.
  /\bwhsec_[\w+/=-]{16,}/g,
  // JWS and JWE in compact form.
  /\beyJ[\w-]{8,}\.[\w-]*(\.[\w-]*){1,3}/g,
  /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z0-9 ]*PRIVATE KEY-----|$)/g,
  /\bPVEAPIToken=\S+/g,
  /\botpauth:\/\/\S+/g,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\bBearer\s+[\w.~+/=-]{16,}/gi,
  // Hashes of passwords: bcrypt and argon2.
  /\$(2[abxy]|argon2(id|i|d))\$[\w./+$=,-]{20,}/g,
  // A password in a URL.
  /(?<=\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s/@]+(?=@)/gi,
];

const LONGEST = 4_000;
const DEEPEST = 12;

/**
 * What may be kept of a value: secrets masked, by the name they go by and by how they look; no NUL and no broken text,
 * which PostgreSQL would refuse; nothing deeper or longer than a row should hold.
 */
export function masked(value: unknown, name = "", depth = 0): unknown {
  if (value === undefined || value === null) return value;
  if (isSecretName(name)) return MASKED;
  if (typeof value === "string") return maskedText(value);
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== "object") return typeof value === "bigint" ? String(value) : value;
  if (depth >= DEEPEST) return "[too deep]";
  if (Array.isArray(value)) return value.map((one) => masked(one, "", depth + 1) ?? null);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => {
      const kept = masked(one, key, depth + 1);
      return kept === undefined ? [] : [[maskedText(key), kept]];
    }),
  );
}

const isSecretName = (name: string): boolean => SECRET_NAME.test(snake(name)) && !PUBLIC_NAME.test(snake(name));
const snake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2").replaceAll("-", "_");

export function maskedText(text: string): string {
  let kept = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
  for (const shape of SECRET_SHAPES) kept = kept.replaceAll(shape, MASKED);
  return kept.replaceAll("\0", "").toWellFormed();
}
