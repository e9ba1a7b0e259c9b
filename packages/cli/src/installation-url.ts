import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "@hostwright/core/kernel";

/** The database's address. @throws ConfigError */
export const installationUrl = (): string => process.env.HOSTWRIGHT_DATABASE_URL ?? localDatabaseUrl();

/** Where the installation of `npm start` keeps its files. */
export const dataDirectory = (): string =>
  process.env.HOSTWRIGHT_DATA_DIR ?? join(import.meta.dirname, "../../../.data");

function localDatabaseUrl(): string {
  try {
    const control: { databaseUrl: string } = JSON.parse(readFileSync(join(dataDirectory(), "control.json"), "utf8"));
    return control.databaseUrl;
  } catch {
    throw new ConfigError("HOSTWRIGHT_DATABASE_URL names no database, and npm start has not run here yet");
  }
}
