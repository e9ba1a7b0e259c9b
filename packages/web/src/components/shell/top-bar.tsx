"use client";

import { Menu as MenuIcon, Search } from "lucide-react";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { Logo } from "../logo.tsx";
import { Button } from "../ui/button.tsx";
import { AccountMenu } from "./account-menu.tsx";
import { useOperatorHalf } from "./use-half.ts";

const NavSheet = dynamic(() => import("./nav-sheet.tsx"), { ssr: false });

/** Below the width where the sidebar fits. */
export function TopBar({ pathname, onSearch }: { pathname: string; onSearch: () => void }) {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const operator = useOperatorHalf(pathname);
  return (
    <header className="sticky top-0 z-30 flex h-13 items-center gap-1 border-b bg-surface/95 px-3 backdrop-blur lg:hidden print:hidden">
      <Button
        look="quiet"
        size="icon"
        aria-label="Open navigation"
        onClick={() => {
          setUsed(true);
          setOpen(true);
        }}
      >
        <MenuIcon aria-hidden />
      </Button>
      <Link href={operator ? "/operator/servers" : "/servers"} className="flex items-center gap-2 rounded-md px-1">
        <Logo className="size-6" />
        <span className="font-semibold">Hostwright</span>
        {operator && <span className="rounded bg-sunken px-1.5 text-2xs text-muted">Operator</span>}
      </Link>
      <div className="ml-auto flex items-center gap-1">
        <Button look="quiet" size="icon" aria-label="Search" onClick={onSearch}>
          <Search aria-hidden />
        </Button>
        <AccountMenu compact />
      </div>
      {used && <NavSheet open={open} pathname={pathname} onClose={() => setOpen(false)} />}
    </header>
  );
}
