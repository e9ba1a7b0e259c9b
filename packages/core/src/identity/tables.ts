export interface UserTable {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  password_hash: string;
  operator: boolean;
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

declare module "../kernel/tables.ts" {
  interface Tables {
    users: UserTable;
    sessions: SessionTable;
    refresh_tokens: RefreshTokenTable;
  }
}
