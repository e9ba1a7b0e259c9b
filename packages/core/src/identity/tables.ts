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
  /** IANA name; null: their browser's. */
  time_zone: string | null;
  /** When they first answered a letter to their address; null: never. */
  verified_at: Date | null;
}

/** A link that was mailed, and shows that who has it reads that mailbox. */
export interface EmailProofTable {
  /** SHA-256 of the token, hex. */
  hash: string;
  purpose: ProofPurpose;
  email: string;
  user_id: string | null;
  created_at: Date;
  expires_at: Date;
  /** When it was used, or made useless by another. */
  used_at: Date | null;
}

/** `none`: looks like one, for addresses of nobody: nothing accepts it. */
export type ProofPurpose = "register" | "reset" | "email_old" | "email_new" | "none";

/** The one change of address a person has under way. */
export interface EmailChangeTable {
  user_id: string;
  old_email: string;
  new_email: string;
  old_confirmed_at: Date | null;
  new_confirmed_at: Date | null;
  created_at: Date;
  expires_at: Date;
}

/** How many letters have been sent within an hour or a day. */
export interface MailCapTable {
  /** What is counted, hashed. */
  id: string;
  letters: number;
  expires_at: Date;
}

export interface InvitationTable {
  id: string;
  tenant_id: string;
  /** Lower case. */
  email: string;
  /** A built-in role's name, or a custom role's id; and the servers they shall reach. */
  role: string;
  scope: string | null;
  /** SHA-256 of the latest link's token, hex: an earlier one is good for nothing. */
  hash: string;
  /** A member, or an operator. */
  invited_by: string;
  created_at: Date;
  sent_at: Date;
  expires_at: Date;
  accepted_at: Date | null;
  revoked_at: Date | null;
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
  /** What the operators' provider allowed it at most; null: all that the account may. */
  operator_roles: Json<OperatorRole[]> | null;
  /** Which operators' provider let them in; null: none did. */
  issuer: string | null;
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
  /** In which of the operator's own sessions it was begun: it ends with that. null: before that was kept. */
  session_id: string | null;
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
    email_proofs: EmailProofTable;
    email_changes: EmailChangeTable;
    mail_caps: MailCapTable;
    invitations: InvitationTable;
    sign_in_attempts: SignInAttemptTable;
    known_devices: KnownDeviceTable;
  }
}
