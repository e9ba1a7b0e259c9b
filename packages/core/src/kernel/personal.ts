/** What of a row says something about a person, and how it is kept from everybody who may not read it. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from "node:crypto";

/** What stands in `changes` where a personal value was; the value is in the encrypted part. */
export const PERSONAL = "[personal]";

/** Values by their place in `changes`: names joined by `/`, as JSON Pointer has it, without escapes for `~`. */
export type PersonalValues = Record<string, unknown>;

const PERSONAL_NAME = /^(.*_)?(e_?mail|phone(_number)?|first_name|last_name|full_name|person_name|birth(day|_date))$/i;
/** What has a `name` that is a person's. */
const PERSONS = new Set(["user", "member", "invitation", "contact", "profile"]);
const EMAIL = /^[^\s@]{1,64}@[^\s@]+\.[^\s@]{2,}$/;

/** Takes a row's changes apart: what anybody may know, and what is a person's. */
export function withoutPersonal(
  changes: Record<string, unknown>,
  resourceType: string | undefined,
): { open: Record<string, unknown>; personal: PersonalValues } {
  const personal: PersonalValues = {};
  const person = PERSONS.has(resourceType ?? "");
  const isPersonal = (name: string) => PERSONAL_NAME.test(name) || (person && name === "name");
  const walk = (value: unknown, path: string, hidden: boolean): unknown => {
    if (value === null || value === undefined || typeof value === "boolean") return value;
    if (Array.isArray(value)) return value.map((one, index) => walk(one, `${path}/${index}`, hidden));
    if (typeof value === "object")
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, walk(one, `${path}/${key}`, hidden || isPersonal(key))]),
      );
    if (!hidden && !(typeof value === "string" && EMAIL.test(value))) return value;
    personal[path] = value;
    return PERSONAL;
  };
  const open = Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [key, walk(value, `/${key}`, isPersonal(key))]),
  );
  return { open, personal };
}

/** Puts personal values back in their places, or `filler` where they are not to be had any more. */
export function withPersonal(value: unknown, values: PersonalValues | null, filler: string, path = ""): unknown {
  if (value === PERSONAL) return values && path in values ? values[path] : filler;
  if (Array.isArray(value)) return value.map((one, index) => withPersonal(one, values, filler, `${path}/${index}`));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, withPersonal(one, values, filler, `${path}/${key}`)]),
  );
}

/** 32 bytes for one use, from the installation's seal key: no key of ours is used for two things. */
export const keyFor = (sealKey: string, use: string): Buffer =>
  Buffer.from(hkdfSync("sha256", Buffer.from(sealKey, "base64url"), "", `hostwright ${use}`, 32));

/** AES-256-GCM; `about` is bound to it, so that a value cannot be moved to another row. */
export function encrypt(key: Buffer, about: string, plain: Buffer): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
}

/** null: not made with this key, or not for this place. */
export function decrypt(key: Buffer, about: string, text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64url");
  if (bytes.length < 28) return null;
  const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12)).setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]);
  } catch {
    return null;
  }
}

/** What an address is found by: the same for the same address, and told by nobody without the key. */
export const addressIndex = (sealKey: string, address: string): string =>
  createHmac("sha256", keyFor(sealKey, "audit addresses")).update(address.toLowerCase()).digest("base64url");

/**
 * A row's personal part as a command writes it: under the installation's key, since a person's own would cost the
 * command a round trip. The sealer puts it under the person's key within a minute.
 */
const STAGED = "s.";
export const stage = (sealKey: string, about: string, value: unknown): string =>
  STAGED + encrypt(keyFor(sealKey, "audit staging"), about, Buffer.from(JSON.stringify(value)));
export const isStaged = (text: string | null): text is string => text?.startsWith(STAGED) ?? false;
export const unstage = (sealKey: string, about: string, text: string): Buffer | null =>
  decrypt(keyFor(sealKey, "audit staging"), about, text.slice(STAGED.length));
