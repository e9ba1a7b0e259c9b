import type { Kind, Outcome } from "@hostwright/core/migration";

/** A system to come from, opened for reading: what the commands of `hostwright migrate` need of it. */
export interface MigrationSource {
  /** The same for every run over this company's database, at most 40 ASCII characters: `whmcs-3f2a91bc…`. */
  key: string;
  /** For people: `WHMCS 8.4.0`. */
  system: string;
  /** The mapping says that people who have an account here already are the source's users of the same address. */
  linkUsers: boolean;
  /** How many outcomes to expect, for the time left; undefined where nobody knows. */
  expected?: number;
  /** Everything there is, parents before children, in batches of some 2,000. May be asked for more than once. */
  outcomes(options: { only?: readonly Kind[]; since?: string }): AsyncIterable<readonly Outcome[]>;
  /** Where a file beside the rows lies (an attachment); null where it does not. */
  filePath(file: string): Promise<string | null>;
  /** One row as it stands there; null where there is none. Never a password or a secret. */
  row(table: string, id: string): Promise<Record<string, string | null> | null>;
  close(): Promise<void>;
}

/** Flags of the command line that concern the source. */
export interface SourceFlags {
  /** `mysql://user:password@host:port/database`. */
  source: string;
  /** Path of the mapping file. */
  mapping?: string;
  timezone?: string;
  /** Directory of the tickets' attachments. */
  attachments?: string;
  /** `cc_encryption_hash` of configuration.php. */
  encryptionHash?: string;
}
