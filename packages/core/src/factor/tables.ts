import type { Json } from "../kernel/tables.ts";

export interface TotpFactorTable {
  user_id: string;
  /** Sealed with the installation's key. */
  seed: string;
  created_at: Date;
  /** null: begun and not yet shown to work; it lets nobody in. */
  confirmed_at: Date | null;
  /** Time step of the last code that was taken: no code of it or before is taken again. */
  last_step: number;
}

export interface RecoveryCodeTable {
  user_id: string;
  /** SHA-256 of the code, hex. */
  hash: string;
  created_at: Date;
  used_at: Date | null;
}

export interface PasskeyTable {
  id: string;
  user_id: string;
  name: string;
  /** SHA-256 of the credential's id, hex: ids may be longer than an index takes. */
  credential_hash: string;
  /** base64url, like the key (COSE). */
  credential_id: string;
  public_key: string;
  /** Of its last use; 0 where the authenticator keeps none. */
  counter: number;
  transports: Json<string[]>;
  /** Whether its provider keeps it on more devices than one. */
  synced: boolean;
  created_at: Date;
  last_used_at: Date | null;
}

export interface ChallengeTable {
  /** SHA-256 of the token, hex. */
  hash: string;
  purpose: string;
  /** Whose it is; null: nobody is known yet. */
  user_id: string | null;
  data: Json<unknown>;
  tries: number;
  expires_at: Date;
  used_at: Date | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    totp_factors: TotpFactorTable;
    recovery_codes: RecoveryCodeTable;
    passkeys: PasskeyTable;
    challenges: ChallengeTable;
  }
}
