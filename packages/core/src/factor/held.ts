import type { Ctx } from "../kernel/index.ts";
import { passkeysOf } from "./passkey-registration.ts";
import { totpOf } from "./totp-factor.ts";

/** The second factors a person can give. */
export interface Held {
  totp: boolean;
  passkey: boolean;
}

export async function factorsOf(ctx: Ctx, user: string): Promise<Held> {
  const totp = await totpOf(ctx, user);
  return { totp: totp !== null, passkey: (await passkeysOf(ctx, user)).length > 0 };
}

export const holdsAny = ({ totp, passkey }: Held): boolean => totp || passkey;
