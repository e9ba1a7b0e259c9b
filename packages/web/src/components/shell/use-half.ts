"use client";

import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/lib/api/catalog.ts";
import { isAccountPath, isOperatorPath } from "./navigation.ts";

/** Whether the operator half surrounds this page. */
export function useOperatorHalf(pathname: string): boolean {
  const { data: me } = useQuery(meQuery);
  return isOperatorPath(pathname) || (isAccountPath(pathname) && me?.operator === true);
}
