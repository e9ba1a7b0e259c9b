import { invalidTaskToken } from "./errors.ts";

/** A task token: which execution it belongs to, and the secret that only this attempt's task has. */
export const taskToken = (executionArn: string, secret: string): string =>
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
