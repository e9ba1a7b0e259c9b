import { createHmac, randomBytes } from "node:crypto";

/** A new signing secret as Standard Webhooks writes it: `whsec_` and base64. */
export const newSigningSecret = (): string => `whsec_${randomBytes(24).toString("base64")}`;

/**
 * The headers of a delivery, after the Standard Webhooks specification: HMAC-SHA-256 over id, time and body. The time is
 * that of the attempt, so that a receiver may refuse what was recorded and is played back to it.
 */
export function signedHeaders(secret: string, id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
