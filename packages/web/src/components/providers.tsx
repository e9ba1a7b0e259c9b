"use client";

import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { NuqsAdapter } from "nuqs/adapters/next/app";
import { type ReactNode, useState } from "react";
import { isPassing, problemOf } from "@/lib/api/problem.ts";

/** A refusal stays one; only what passes by itself is tried again. */
const retry = (failures: number, error: Error): boolean => failures < 2 && isPassing(problemOf(error));

const newQueryClient = () =>
  new QueryClient({
    defaultOptions: {
      queries: { retry, staleTime: 1_000, refetchOnWindowFocus: true },
      mutations: { retry: false, gcTime: 0 },
    },
  });

export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [client] = useState(newQueryClient);
  return (
    <ThemeProvider
      attribute="class"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      {...(nonce ? { nonce } : {})}
    >
      <CSPProvider {...(nonce ? { nonce } : {})}>
        <QueryClientProvider client={client}>
          <NuqsAdapter>{children}</NuqsAdapter>
        </QueryClientProvider>
      </CSPProvider>
    </ThemeProvider>
  );
}
