"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import { isAccountPath, isOperatorPath } from "./navigation.ts";

/** Operators have the operator half and nothing else, customers the other, both their account: whoever lands in the wrong one is moved. */
export function RightHalf({ pathname, children }: { pathname: string; children: ReactNode }) {
  const { data: me } = useQuery(meQuery);
  const router = useRouter();
  const wrong = me !== undefined && !isAccountPath(pathname) && me.operator !== isOperatorPath(pathname);
  useEffect(() => {
    if (wrong) router.replace(me.operator ? "/operator/servers" : "/servers");
  }, [wrong, me, router]);
  return wrong ? null : children;
}
