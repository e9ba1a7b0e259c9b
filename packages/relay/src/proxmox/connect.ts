import { createHash, timingSafeEqual } from "node:crypto";
import { TLSSocket } from "node:tls";
import { buildConnector, Pool } from "undici";

/** Where a Proxmox VE API is and how its certificate is known: by fingerprint, by CA, or by the public CAs. */
export interface Address {
  url: string;
  /** SHA-256 of the certificate, `AA:BB:…` as Proxmox shows it. */
  fingerprint?: string | undefined;
  /** PEM of the CA; `/etc/pve/pve-root-ca.pem` on a Proxmox cluster. */
  ca?: string | undefined;
}

/** Proxmox passes calls on to other nodes for up to 30 s: anything shorter here would give up before it does. */
const ANSWER_MS = 40_000;
const CONNECT_MS = 10_000;

/** Thrown before a byte of ours is sent. */
export class CertificateMismatch extends Error {
  override readonly name = "CertificateMismatch";
  readonly code = "CERTIFICATE_MISMATCH";
}

/** Opens TLS connections to an endpoint that are proved to end there before anything is said. */
export const connectorOf = (address: Address): buildConnector.connector =>
  address.fingerprint
    ? pinned(address.fingerprint)
    : buildConnector({ timeout: CONNECT_MS, ...(address.ca ? { ca: address.ca } : {}) });

/** Connections to one endpoint. HTTP/1.1 only: HTTP/2 has no status line, and Proxmox puts its reasons there. */
export function connect(address: Address, connections: number): Pool {
  return new Pool(new URL(address.url).origin, {
    connections,
    allowH2: false,
    headersTimeout: ANSWER_MS,
    bodyTimeout: ANSWER_MS,
    keepAliveTimeout: 4_000,
    connect: connectorOf(address),
  });
}

function pinned(fingerprint: string): buildConnector.connector {
  const wanted = Buffer.from(fingerprint.replaceAll(":", ""), "hex");
  // A resumed session would not show the certificate again.
  const open = buildConnector({ rejectUnauthorized: false, maxCachedSessions: 0, timeout: CONNECT_MS });
  return (options, callback) =>
    open(options, (...[error, socket]) => {
      if (error) return callback(error, null);
      const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate().raw : undefined;
      const seen = certificate ? createHash("sha256").update(certificate).digest() : Buffer.alloc(0);
      if (seen.length === wanted.length && timingSafeEqual(seen, wanted)) return callback(null, socket);
      socket.destroy();
      const shown = seen.toString("hex").toUpperCase().match(/../g)?.join(":") ?? "none";
      callback(new CertificateMismatch(`certificate fingerprint is ${shown}, not the one configured`), null);
    });
}
