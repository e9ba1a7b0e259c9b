"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown } from "lucide-react";
import { lazy } from "react";
import { meQuery } from "@/lib/api/catalog.ts";
import { cn } from "@/lib/cn.ts";
import { placeOf } from "@/lib/place-of.ts";
import { LazyMenu } from "../ui/lazy-menu.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const load = () => import("./account-menu-items.tsx");
const Items = lazy(load);

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .slice(0, 2)
    .map((word) => word.charAt(0).toUpperCase())
    .join("");

/** Who is signed in, where, as what; theme; sign out. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const { data: me } = useQuery(meQuery);
  const trigger = (
    <button
      type="button"
      className={cn(
        "flex items-center gap-2.5 rounded-md p-1.5 text-left hover:bg-sunken data-popup-open:bg-sunken",
        compact && "p-1",
      )}
    >
      <span className="sr-only">Account: </span>
      <span
        aria-hidden={!compact}
        className="grid size-7 shrink-0 place-items-center rounded-full bg-accent-soft font-medium text-2xs text-accent"
      >
        {me ? initials(me.user.name) : ""}
      </span>
      {!compact && (
        <>
          <span className="min-w-0 flex-1">
            {me ? (
              <>
                <span className="block truncate font-medium text-sm leading-4">{me.user.name}</span>
                <span className="block truncate text-2xs text-muted">{placeOf(me)}</span>
              </>
            ) : (
              <>
                <Skeleton className="mb-1 h-3 w-20" />
                <Skeleton className="h-3 w-14" />
              </>
            )}
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 text-faint" />
        </>
      )}
    </button>
  );
  return (
    <LazyMenu trigger={trigger} preload={load}>
      {() => <Items trigger={trigger} compact={compact} me={me} />}
    </LazyMenu>
  );
}
