"use client";

import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/lib/api/catalog.ts";

const REASONS = {
  pending_review: "We look at your account before the first order. You get a letter as soon as that is done.",
  refused: "This account was refused; the letter to its owners says why.",
} as const;

/** Why the tenant as a whole may not order; undefined while unknown, and when it may. */
export function useNotYet(): string | undefined {
  const { data: me } = useQuery(meQuery);
  const status = me?.tenant?.status;
  return status && status !== "active" ? REASONS[status] : undefined;
}
