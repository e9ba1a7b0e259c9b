import { problemOf } from "./api/problem.ts";
import { sentence } from "./explain.ts";

/** What the API says of one field of a form. */
export function fieldError(error: unknown, name: string): string | undefined {
  const message = error ? problemOf(error).fields.find((field) => field.name === name)?.messages[0] : undefined;
  return message && sentence(message);
}

/** Whether the fields say all of it. */
export const isFieldError = (error: unknown): boolean => {
  const problem = problemOf(error);
  return problem.code === "invalid_input" && problem.fields.length > 0;
};
