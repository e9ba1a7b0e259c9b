import Link from "next/link";
import type { ReactNode } from "react";
import { Logo } from "../logo.tsx";

/** A page for people who are not signed in. */
export function PublicPage({ title, lead, children }: { title: string; lead: ReactNode; children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <Link href="/sign-in" className="mb-6 flex items-center gap-2.5">
          <Logo className="size-8" />
          <span className="font-semibold text-lg">Hostwright</span>
        </Link>
        <h1 className="mb-1 font-semibold text-xl tracking-tight">{title}</h1>
        <p className="mb-6 text-muted text-sm">{lead}</p>
        {children}
      </div>
    </main>
  );
}

export const quietLink = "font-medium text-accent underline-offset-2 hover:underline";
