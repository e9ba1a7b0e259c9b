"use client";

import { useQueries } from "@tanstack/react-query";
import { imagesQuery, locationsQuery, plansQuery } from "@/lib/api/catalog.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { OrderFormView } from "./order-form.tsx";

export interface Preset {
  plan?: string | undefined;
  image?: string | undefined;
  location?: string | undefined;
  name?: string | undefined;
}

/** `preset`: what an earlier order chose, to order it again. */
export function OrderPage({ preset }: { preset: Preset }) {
  const [plans, images, locations] = useQueries({ queries: [plansQuery, imagesQuery, locationsQuery] });
  const error = plans.error ?? images.error ?? locations.error;
  const ready = plans.data && images.data && locations.data;
  return (
    <>
      <PageHeader title="New server">Billed monthly. Delete it at any time.</PageHeader>
      {error && !ready ? (
        <ProblemNotice
          error={error}
          onRetry={() => {
            for (const query of [plans, images, locations]) if (query.error) query.refetch();
          }}
        />
      ) : ready ? (
        <OrderFormView plans={plans.data} images={images.data} locations={locations.data} preset={preset} />
      ) : (
        <OrderSkeleton />
      )}
    </>
  );
}

const OrderSkeleton = () => (
  <div className="grid gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
    <div className="flex flex-col gap-7">
      {[58, 58, 118, 58].map((height, index) => (
        <div key={`${height}-${String(index)}`}>
          <Skeleton className="mb-2 h-5 w-24" />
          <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
            {[0, 1, 2].map((one) => (
              <span key={one} style={{ height }}>
                <Skeleton className="h-full rounded-lg" />
              </span>
            ))}
          </div>
        </div>
      ))}
    </div>
    <Skeleton className="h-72 rounded-lg" />
  </div>
);
