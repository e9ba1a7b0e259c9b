import { hash, verify } from "@node-rs/argon2";
import { isImported, verifyImported } from "./imported-password.ts";
import { normalized } from "./password-policy.ts";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. (Algorithm 2 is argon2id, the library's default.) */
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const hashPassword = (password: string): Promise<string> => hash(normalized(password), PARAMETERS);

/** Hash of a password nobody has: verified where there is no user, so that timing tells nothing. */
const NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$92qBSI3spegh2rin6QXSQA$mE94ew1LIg5tdhuDA+rNzxDD50UnmDCFs4lly7mEIs0";

/** Whether the password is the user's. Takes as long when there is no such user, or none of a password. */
export async function verifyPassword(stored: string | undefined, password: string): Promise<boolean> {
  if (stored !== undefined && isImported(stored)) return verifyImported(stored, password);
  const matches =
    (await verify(stored || NOBODY, normalized(password))) ||
    // Hashed as it was typed, before one spelling was agreed on.
    (normalized(password) !== password && (await verify(stored || NOBODY, password)));
  return Boolean(stored) && matches;
}
