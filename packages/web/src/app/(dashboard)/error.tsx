"use client";

import { PageHeader } from "@/components/page-header.tsx";
import { Banner } from "@/components/ui/banner.tsx";
import { Button } from "@/components/ui/button.tsx";

/** A defect of a page stays on that page; the servers are not affected, and the page says so. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <>
      <PageHeader title="This page failed" />
      <Banner
        look="bad"
        alert
        title="Something in the dashboard broke"
        actions={
          <Button size="sm" onClick={reset}>
            Try again
          </Button>
        }
      >
        Your servers keep running. Try again; if it stays, tell support what you did
        {error.digest && (
          <>
            {" "}
            and this code: <code className="font-mono">{error.digest}</code>
          </>
        )}
        .
      </Banner>
    </>
  );
}
