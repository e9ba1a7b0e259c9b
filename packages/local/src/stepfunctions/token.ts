import type { Names } from "../aws/names.ts";
import type { Surroundings } from "./context.ts";
import { invalidTaskToken } from "./errors.ts";

/** A task token: which execution it belongs to, and the secret that only this attempt's task has. */
const taskToken = (executionArn: string, secret: string): string =>
  Buffer.from(JSON.stringify([executionArn, secret])).toString("base64url");

/** Throws InvalidToken for what was never a token. */
export function parseTaskToken(token: string): { executionArn: string; secret: string } {
  try {
    const [executionArn, secret]: unknown[] = JSON.parse(Buffer.from(token, "base64url").toString());
    if (typeof executionArn === "string" && typeof secret === "string") return { executionArn, secret };
  } catch {
    // answered below like any other text
  }
  throw invalidTaskToken();
}

/** What an interpreter of this execution must know. */
export const surroundings = (executionArn: string, parts: { names: Names; roleArn: string }): Surroundings => ({
  region: parts.names.region,
  roleArn: parts.roleArn,
  token: (secret) => taskToken(executionArn, secret),
});
