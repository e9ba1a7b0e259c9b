"use client";

import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/lib/api/catalog.ts";
import { Banner } from "../ui/banner.tsx";

/** Says why nothing can be ordered, before somebody fills a form in for nothing. */
export function TenantNotice() {
  const { data: me } = useQuery(meQuery);
  const status = me?.tenant?.status;
  if (!status || status === "active") return null;
  return (
    <div className="mb-5">
      {status === "pending_review" ? (
        <Banner look="info" title="We look at your account before the first order">
          You get a letter as soon as that is done. Until then you can look around, and invite colleagues.
        </Banner>
      ) : (
        <Banner look="bad" title="This account was refused">
          Nothing can be ordered. The letter to its owners says why.
        </Banner>
      )}
    </div>
  );
}
