"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, unwrap } from "@/lib/api/client.ts";
import { given, serversQuery } from "@/lib/api/servers.ts";
import { mergeById } from "./merge.ts";
import { MAX_PAGES, PAGE, useSettled } from "./search.ts";
import { ServerItems } from "./server-items.tsx";

/** The tenant's newest servers, read page by page in the background, plus whichever has exactly the name typed. */
export function FoundServers({ search, go }: { search: string; go: (href: string) => void }) {
  const all = useInfiniteQuery({
    queryKey: ["servers", "palette"],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/v1/servers", { params: { query: { limit: PAGE, ...given({ cursor: pageParam }) } } })),
    getNextPageParam: (last, pages) =>
      pages.length < MAX_PAGES ? (last.meta.pagination.next_cursor ?? undefined) : undefined,
    staleTime: 10_000,
  });
  const { hasNextPage, isFetching, fetchNextPage } = all;
  useEffect(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const name = useSettled(search.trim());
  const exact = useQuery({ ...serversQuery({ name, limit: 5 }), enabled: name !== "" });
  const servers = mergeById(
    all.data?.pages.flatMap((page) => page.servers) ?? [],
    name ? (exact.data?.servers ?? []) : [],
  );
  return <ServerItems servers={servers} href={(server) => `/servers/${server.id}`} go={go} />;
}
