"use client";

import Link from "next/link";
import { cn } from "@/lib/cn.ts";
import { CUSTOMER_PAGES, OPERATOR_PAGES, pageOf } from "./navigation.ts";
import { useOperatorHalf } from "./use-half.ts";

export function NavLinks({ pathname, onFollow }: { pathname: string; onFollow?: () => void }) {
  const pages = useOperatorHalf(pathname) ? OPERATOR_PAGES : CUSTOMER_PAGES;
  const current = pageOf(pages, pathname);
  return (
    <ul className="flex flex-col gap-0.5">
      {pages.map(({ href, title, icon: Icon }) => {
        const here = current?.href === href;
        return (
          <li key={href}>
            <Link
              href={href}
              aria-current={here ? "page" : undefined}
              {...(onFollow ? { onClick: onFollow } : {})}
              className={cn(
                "flex h-8 items-center gap-2.5 rounded-md px-2 text-muted text-sm hover:bg-sunken hover:text-ink max-lg:h-11 max-lg:text-base",
                here && "bg-sunken font-medium text-ink",
              )}
            >
              <Icon aria-hidden className={cn("size-4", here && "text-accent")} />
              {title}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
