import { hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. (Algorithm 2 is argon2id, the library's default.) */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(password, PARAMETERS);

/** Hash of a password nobody has: verified where there is no user, so that timing tells nothing. */
const NOBODY = hash(crypto.randomUUID(), PARAMETERS);

/** Whether the password is the user's. Takes as long when there is no such user. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  const matches = await verify(stored ?? (await NOBODY), password);
  return stored !== undefined && matches;
}
