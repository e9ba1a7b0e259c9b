import { Compass } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { buttonStyle } from "@/components/ui/button-style.ts";
import { Empty } from "@/components/ui/empty.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center">
      <h1 className="sr-only">Page not found</h1>
      <Empty
        icon={Compass}
        title="There is no such page"
        actions={
          <Link href="/servers" className={buttonStyle({ look: "primary" })}>
            To your servers
          </Link>
        }
      >
        The link may be old, or mistyped.
      </Empty>
    </main>
  );
}
