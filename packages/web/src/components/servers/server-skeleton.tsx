import { Skeleton } from "../ui/skeleton.tsx";

/** The server page's shape while it loads. */
export const ServerSkeleton = () => (
  <div aria-busy>
    <div className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div>
        <Skeleton className="h-7 w-48" />
        <Skeleton className="mt-1.5 h-5 w-56" />
      </div>
      <div className="grid grid-cols-2 gap-2 max-sm:w-full sm:flex">
        {[74, 90, 108, 100].map((width) => (
          <span key={width} className="max-sm:w-auto!" style={{ width }}>
            <Skeleton className="h-8" />
          </span>
        ))}
      </div>
    </div>
    <Skeleton className="mb-4 h-9 w-full" />
    <div className="grid gap-4 lg:grid-cols-2">
      <Skeleton className="h-72 rounded-lg" />
      <Skeleton className="h-72 rounded-lg" />
    </div>
  </div>
);
