import { X509Certificate } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { generate } from "selfsigned";

export interface Certificate {
  key: string;
  cert: string;
  /** SHA-256, `AA:BB:…` */
  fingerprint: string;
}

const withFingerprint = (key: string, cert: string): Certificate => ({
  key,
  cert,
  fingerprint: new X509Certificate(cert).fingerprint256,
});

/** A self-signed certificate for this machine, kept in `file` (key first) when one is given, so that a pin stays good. */
export async function certificate(file?: string): Promise<Certificate> {
  if (file && existsSync(file)) {
    const [, key = "", cert = ""] =
      /^(-+BEGIN PRIVATE KEY[\s\S]*?END PRIVATE KEY-+\s+)([\s\S]*)$/.exec(readFileSync(file, "utf8")) ?? [];
    if (key && cert) return withFingerprint(key, cert);
  }
  const made = await generate([{ name: "commonName", value: "proxmox-testbed" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    notAfterDate: new Date(Date.now() + 10 * 365 * 24 * 3600 * 1000),
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      {
        name: "subjectAltName",
        altNames: [
          { type: 2, value: "localhost" },
          { type: 7, ip: "127.0.0.1" },
        ],
      },
    ],
  });
  if (file) {
    writeFileSync(`${file}.new`, `${made.private.trim()}\n${made.cert}`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return withFingerprint(made.private, made.cert);
}
