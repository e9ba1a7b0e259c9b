import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ConfigError } from "@hostwright/core/kernel/config";

interface LocalControl {
  databaseUrl: string;
  secrets: { seal_key: string; audit_key?: object };
  anchors?: string;
}

/** The database's address. @throws ConfigError */
export const installationUrl = (): string => process.env.HOSTWRIGHT_DATABASE_URL ?? localDatabaseUrl();

/** Where the installation of `npm start` keeps its files. */
export const dataDirectory = (): string =>
  process.env.HOSTWRIGHT_DATA_DIR ?? join(import.meta.dirname, "../../../.data");

function localControl(): LocalControl | null {
  try {
    return JSON.parse(readFileSync(join(dataDirectory(), "control.json"), "utf8"));
  } catch {
    return null;
  }
}

function localDatabaseUrl(): string {
  const url = localControl()?.databaseUrl;
  if (!url) throw new ConfigError("HOSTWRIGHT_DATABASE_URL names no database, and npm start has not run here yet");
  return url;
}

/** Settings that open and sign audit rows: those of the installation on this machine, if it is its database; else none. */
export function localKeys(url: string): Record<string, string> {
  const control = localControl();
  if (control?.databaseUrl !== url) return { HOSTWRIGHT_SEAL_KEY: "none" };
  const { secrets, anchors } = control;
  return {
    HOSTWRIGHT_SEAL_KEY: secrets.seal_key,
    ...(secrets.audit_key ? { HOSTWRIGHT_AUDIT_KEYS: JSON.stringify([secrets.audit_key]) } : {}),
    ...(anchors ? { HOSTWRIGHT_AUDIT_ANCHORS: pathToFileURL(anchors).href } : {}),
  };
}
