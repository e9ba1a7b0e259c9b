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

/** Whether those fields say all of it: an error of a field that is none of them would be seen nowhere else. */
export const saidByFields = (error: unknown, names: readonly string[]): boolean =>
  isFieldError(error) && problemOf(error).fields.every(({ name }) => names.includes(name));
