"use client";

import { Search } from "lucide-react";
import Link from "next/link";
import { Logo } from "../logo.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { NavLinks } from "./nav-links.tsx";
import { useOperatorHalf } from "./use-half.ts";

export function Sidebar({ pathname, onSearch }: { pathname: string; onSearch: () => void }) {
  const operator = useOperatorHalf(pathname);
  return (
    <header className="sticky top-0 hidden h-dvh flex-col gap-4 border-r bg-surface px-3 py-4 lg:flex print:hidden">
      <Link href={operator ? "/operator/servers" : "/servers"} className="flex items-center gap-2.5 rounded-md px-1.5">
        <Logo className="size-6" />
        <span className="font-semibold">Hostwright</span>
        {operator && <span className="rounded bg-sunken px-1.5 text-2xs text-muted">Operator</span>}
      </Link>
      <button
        type="button"
        onClick={onSearch}
        className="flex h-8 items-center gap-2 rounded-md border border-strong bg-canvas px-2 text-faint text-sm hover:border-faint"
      >
        <Search aria-hidden className="size-3.5" />
        <span className="flex-1 text-left">Search</span>
        <Kbd>Ctrl K</Kbd>
      </button>
      <nav aria-label="Main" className="flex-1">
        <NavLinks pathname={pathname} />
      </nav>
      <AccountMenu />
    </header>
  );
}
