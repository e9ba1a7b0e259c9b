import { problemOf } from "./api/problem.ts";
import { explain, sentence } from "./explain.ts";
import { toast } from "./toast.ts";

/** Shows a failed request as a toast that stays long enough to be read, with its request id. */
export function notifyProblem(error: unknown, what: string): void {
  const problem = problemOf(error);
  const { meaning, advice } = explain(problem);
  toast.error(`${what} did not work`, {
    duration: 12_000,
    description: (
      <span className="block">
        {sentence(problem.message)} {meaning} {advice}
        {problem.requestId && (
          <code className="mt-1 block select-all break-all font-mono text-2xs">{problem.requestId}</code>
        )}
      </span>
    ),
  });
}
