"use client";

import { type FormEvent, useState } from "react";
import type { Problem } from "@/lib/api/problem.ts";
import { sentence } from "@/lib/explain.ts";
import { askOpen } from "@/lib/open.ts";

/** A form of a public page: what it sends, what came back, and which field is wrong. */
export function useOpenForm(path: string, done: (answer: Record<string, unknown>, sent: FormData) => void) {
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const submit =
    (more: object = {}) =>
    async (event: FormEvent<HTMLFormElement>) => {
      event.preventDefault();
      const sent = new FormData(event.currentTarget);
      setBusy(true);
      setProblem(undefined);
      const answer = await askOpen(path, { ...Object.fromEntries(sent), ...more });
      if ("problem" in answer) setProblem(answer.problem);
      else done(answer.body, sent);
      setBusy(false);
    };
  const fieldError = (name: string) => {
    const message = problem?.fields.find((field) => field.name === name)?.messages[0];
    return message && sentence(message);
  };
  return { submit, problem, busy, fieldError };
}
