"use client";

import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { meQuery } from "@/lib/api/catalog.ts";

const SupportBar = dynamic(() => import("./support-bar.tsx"), { ssr: false });

export function SupportNotice() {
  const { data: me } = useQuery(meQuery);
  return me?.support ? <SupportBar me={me} support={me.support} /> : null;
}
