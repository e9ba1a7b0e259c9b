import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import type { Config } from "../kernel/config.ts";
import { canonical } from "./chain.ts";

type Keys = Config["HOSTWRIGHT_AUDIT_KEYS"];

/** Signs a statement about a chain (Ed25519 over its canonical JSON) with the newest key; null without a private one. */
export function signed<T extends object>(keys: Keys, statement: T): (T & { kid: string; signature: string }) | null {
  const [key] = keys;
  if (!key || !("d" in key)) return null;
  const named = { ...statement, kid: key.kid };
  const signature = sign(null, Buffer.from(canonical(named)), createPrivateKey({ key, format: "jwk" }));
  return { ...named, signature: signature.toString("base64url") };
}

/** Whether a statement was signed by one of our keys and says what it said then. */
export function isSigned(keys: Keys, { signature, ...statement }: { kid: string; signature: string }): boolean {
  const key = keys.find((one) => one.kid === statement.kid);
  if (!key) return false;
  const { d: _private, ...open } = key;
  const publicKey = createPublicKey({ key: open, format: "jwk" });
  return verify(null, Buffer.from(canonical(statement)), publicKey, Buffer.from(signature, "base64url"));
}
