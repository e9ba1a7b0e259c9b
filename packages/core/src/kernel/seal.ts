import { CompactEncrypt, compactDecrypt, importJWK, type JWK } from "jose";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** Encrypts for ourselves (JWE, A256GCM). `key` is 32 bytes, base64url. */
export function sealForUs(key: string, value: unknown): Promise<string> {
  return new CompactEncrypt(encode(value))
    .setProtectedHeader({ alg: "dir", enc: "A256GCM" })
    .encrypt(Buffer.from(key, "base64url"));
}

export async function openOurs(key: string, sealed: string): Promise<unknown> {
  return decode((await compactDecrypt(sealed, Buffer.from(key, "base64url"))).plaintext);
}

/** Encrypts for a location's relays (JWE, ECDH-ES to their public key); only they can open it. `jwk.kid` says which key. */
export async function sealForRelay(jwk: JWK, value: unknown): Promise<string> {
  return new CompactEncrypt(encode(value))
    .setProtectedHeader({ alg: "ECDH-ES+A256KW", enc: "A256GCM", ...(jwk.kid ? { kid: jwk.kid } : {}) })
    .encrypt(await importJWK(jwk, "ECDH-ES+A256KW"));
}

/** Opens with the private key whose `kid` the message names: two keys are valid during a rotation. */
export async function openSealed(privateKeys: JWK[], sealed: string): Promise<unknown> {
  const { plaintext } = await compactDecrypt(sealed, async (header) => {
    const jwk = privateKeys.find((key) => key.kid === header.kid);
    if (!jwk) throw new Error(`no key '${header.kid}' to open a sealed value`);
    return importJWK(jwk, "ECDH-ES+A256KW");
  });
  return decode(plaintext);
}
