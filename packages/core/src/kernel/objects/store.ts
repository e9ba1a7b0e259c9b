export interface HandedHeaders {
  "content-type": string;
  "content-disposition": string;
  "cache-control": string;
}
export type Handed = { bytes: Uint8Array } | { url: string } | "missing" | "damaged";

/**
 * Files too large for a database's rows, by the SHA-256 (hex) of what they hold: the same file twice is kept once, and one that is
 * there is what it says it is.
 */
export interface ObjectStore {
  /** Takes the file at `path` in; one that is kept already stays. @throws ObjectChanged where it holds something else */
  put(sha256: string, path: string): Promise<void>;
  /** Looks at what is kept: all of it, where the store does not vouch for it itself. */
  check(sha256: string): Promise<"kept" | "missing" | "damaged">;
  /**
   * To somebody who may have it: what it holds, or an address that leads to it for a minute. The address answers with
   * these headers, as far as it can.
   */
  hand(sha256: string, headers: HandedHeaders): Promise<Handed>;
  /** Nothing where nothing is. */
  remove(sha256: string): Promise<void>;
}

/** The file is not what it was when it was hashed. */
export class ObjectChanged extends Error {
  override readonly name = "ObjectChanged";
  constructor(path: string) {
    super(`${path} has changed while it was read; run the same command again`);
  }
}
