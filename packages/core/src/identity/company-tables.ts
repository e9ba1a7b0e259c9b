/** A tenant's own OpenID Connect provider. */
export interface SignInProviderTable {
  tenant_id: string;
  issuer: string;
  client_id: string;
  /** The client's secret, sealed with the installation's key. */
  sealed_secret: string;
  /** What newcomers become; null: nobody new gets in, only members. */
  role: "read-only" | "member" | null;
  updated_at: Date;
}

/** A domain whose addresses the provider of one tenant vouches for. */
export interface SignInDomainTable {
  domain: string;
  tenant_id: string;
}

/** Who somebody at a tenant's provider is here. */
export interface CompanyIdentityTable {
  /** SHA-256 of tenant, issuer and subject, hex. */
  hash: string;
  tenant_id: string;
  user_id: string;
  created_at: Date;
}

/** Who somebody at the operators' provider is here: one person, one account. */
export interface OperatorIdentityTable {
  user_id: string;
  /** SHA-256 of issuer and subject, hex. */
  hash: string;
  issuer: string;
  created_at: Date;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    sign_in_providers: SignInProviderTable;
    sign_in_domains: SignInDomainTable;
    company_identities: CompanyIdentityTable;
    operator_identities: OperatorIdentityTable;
  }
}
