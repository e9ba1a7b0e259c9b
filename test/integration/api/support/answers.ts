import { expect } from "vitest";
import { z } from "zod";
import type { Answered } from "./face.ts";

const errorBody = z.strictObject({
  error: z.strictObject({
    code: z.string(),
    message: z.string().min(1),
    details: z
      .strictObject({
        fields: z
          .array(z.strictObject({ name: z.string().min(1), messages: z.array(z.string().min(1)).min(1) }))
          .min(1)
          .optional(),
        action: z.string().optional(),
        challenge: z.looseObject({ token: z.string() }).optional(),
        quota: z.strictObject({ resource: z.string(), limit: z.int(), used: z.int(), requested: z.int() }).optional(),
      })
      .optional(),
    request_id: z.string(),
  }),
});

export const orderBody = z.object({
  server: z.object({ id: z.string(), name: z.string(), status: z.string() }),
  action: z.object({ id: z.string() }),
});

/** The answer's error, after checking that it has the one shape all errors have. */
export function errorOf(answer: Answered): z.output<typeof errorBody>["error"] {
  const { error } = errorBody.parse(answer.body);
  // A repeated request is told what the first one was, its id included.
  if (answer.headers.get("idempotency-replayed") === null)
    expect(answer.headers.get("x-request-id")).toBe(error.request_id);
  expect(answer.headers.get("content-type")).toBe("application/json");
  return error;
}

/** Checks status and code, and answers the names of the fields that are wrong. */
export function refused(answer: Answered, status: number, code: string): string[] {
  const error = errorOf(answer);
  expect({ status: answer.status, code: error.code }).toEqual({ status, code });
  return (error.details?.fields ?? []).map((field) => field.name);
}
