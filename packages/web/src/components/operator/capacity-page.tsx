"use client";

import { useQuery } from "@tanstack/react-query";
import { endpointsQuery } from "@/lib/api/operator.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { EndpointCard } from "./endpoint-card.tsx";

/** How full each endpoint is, whether it takes new servers, and whether its relays are there. */
export function CapacityPage() {
  const { data: endpoints, error, refetch } = useQuery(endpointsQuery);
  return (
    <>
      <PageHeader title="Capacity">What orders have reserved, of what each node and storage may give.</PageHeader>
      {error && !endpoints ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : (
        <div className="flex flex-col gap-4">
          {endpoints
            ? endpoints.map((endpoint) => <EndpointCard key={endpoint.id} endpoint={endpoint} />)
            : [0, 1].map((one) => <Skeleton key={one} className="h-80 rounded-lg" />)}
        </div>
      )}
    </>
  );
}
