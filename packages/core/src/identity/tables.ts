import type { OperatorRole } from "../access/index.ts";
import type { Json } from "../kernel/tables.ts";

export interface UserTable {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  /** Ours, or as the system they come from hashed it (`imported-password.ts`); empty: none to sign in with. */
  password_hash: string;
  /** As they like to be spoken to; null: nobody has said. */
  language: string | null;
  /** null: not an operator of the platform. */
  operator_roles: Json<OperatorRole[]> | null;
  created_at: Date;
}

export interface SessionTable {
  id: string;
  user_id: string;
  /** null: an operator's. */
  tenant_id: string | null;
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
  /** How it was opened; null: before that was kept. */
  method: SignInMethod | null;
  /** As the browser or program called itself at its last use, and where that was. */
  user_agent: string | null;
  address: string | null;
  /** ISO 3166, as the edge says; null: it does not. */
  country: string | null;
  last_used_at: Date | null;
  /** When it last proved whose it is. */
  proved_at: Date | null;
}

/** What somebody showed to be let in. */
export type SignInMethod = "password" | "password+totp" | "password+recovery" | "password+passkey" | "passkey" | "oidc";

/** Failed sign-ins of an account, from a device, a place, or all strangers. */
export interface SignInAttemptTable {
  /** HMAC of account and source: the table tells neither. */
  id: string;
  failures: number;
  failed_at: Date;
  blocked_until: Date | null;
}

export interface KnownDeviceTable {
  user_id: string;
  /** SHA-256 of the device's secret or of the place, hex. */
  hash: string;
  first_used_at: Date;
  last_used_at: Date;
}

export interface RefreshTokenTable {
  /** SHA-256 of the token, hex. */
  hash: string;
  session_id: string;
  created_at: Date;
  expires_at: Date;
  rotated_at: Date | null;
  /** The token that replaced it, sealed: a repeat within 10 s gets the same one. */
  successor: string | null;
}

export interface ApiKeyTable {
  id: string;
  tenant_id: string;
  /** Who made it; it can never do more than this person may in the tenant now. */
  user_id: string;
  name: string;
  /** SHA-256 of the key, hex. */
  hash: string;
  /** The key's first characters, by which its owner tells it apart. */
  hint: string;
  permissions: Json<string[]>;
  /** Label selector of the servers it reaches, within its maker's; null: all that the maker reaches. */
  scope: string | null;
  /** CIDRs; empty: usable from anywhere. */
  addresses: Json<string[]>;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  last_used_address: string | null;
  revoked_at: Date | null;
}

/** A time in which an operator acts in a person's place. */
export interface SupportSessionTable {
  id: string;
  tenant_id: string;
  user_id: string;
  operator_id: string;
  reason: string;
  started_at: Date;
  ends_at: Date;
  ended_at: Date | null;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    users: UserTable;
    sessions: SessionTable;
    refresh_tokens: RefreshTokenTable;
    api_keys: ApiKeyTable;
    support_sessions: SupportSessionTable;
    sign_in_attempts: SignInAttemptTable;
    known_devices: KnownDeviceTable;
  }
}
