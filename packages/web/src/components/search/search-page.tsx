"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchCheck, SearchX } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import type { FormEvent } from "react";
import { searchQuery } from "@/lib/api/staff.ts";
import { toLocal } from "@/lib/local-time.ts";
import { useAllowed, useMissing } from "@/lib/use-permission.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Results } from "./results.tsx";

/** Finds tenants, people and servers by whatever a ticket or report says of them. */
export function SearchPage() {
  const [{ q, at }, set] = useQueryStates({ q: parseAsString.withDefault(""), at: parseAsString }, { history: "push" });
  const missing = useMissing("operator:search");
  const { data, error, refetch } = useQuery({
    ...searchQuery(q, at ?? undefined),
    enabled: useAllowed("operator:search") && q !== "",
  });
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const moment = String(form.get("at") ?? "");
    const wanted = String(form.get("q") ?? "").trim();
    void set({ q: wanted || null, at: moment ? new Date(moment).toISOString() : null });
    if (q === wanted) void refetch();
  };
  return (
    <>
      <PageHeader title="Find">Tenants, people and servers, by whatever is known of them.</PageHeader>
      <search>
        <form key={`${q}${at}`} onSubmit={look} className="mb-4 flex flex-wrap items-start gap-3">
          <Field
            label="What"
            hint="An address, host name, e-mail, VM id, an id of ours or of WHMCS, or how a name begins."
            className="min-w-56 flex-1 sm:max-w-md"
          >
            {(wiring) => (
              <Input {...wiring} name="q" required minLength={2} maxLength={200} defaultValue={q} autoComplete="off" />
            )}
          </Field>
          <Field label="At" hint="For addresses: who had it then." className="min-w-48">
            {(wiring) => <Input {...wiring} name="at" type="datetime-local" defaultValue={at ? toLocal(at) : ""} />}
          </Field>
          <Button type="submit" look="primary" className="mt-6.5">
            Find
          </Button>
        </form>
      </search>
      {missing ? (
        <p className="text-muted text-sm">{missing}</p>
      ) : q === "" ? (
        <Card>
          <Empty icon={SearchCheck} title="What do you know?">
            Such as 198.18.1.132, ada@example.com or tblhosting:12. With a time, an address leads to whoever had it
            then.
          </Empty>
        </Card>
      ) : error ? (
        <ProblemNotice error={error} onRetry={() => refetch()} />
      ) : !data ? (
        <div aria-busy>
          <Skeleton className="h-40 rounded-lg" />
        </div>
      ) : data.length === 0 ? (
        <Card>
          <Empty icon={SearchX} title="Nothing found">
            {at ? "Nobody had it at that moment." : "Names are found by how they begin, addresses as a whole."}
          </Empty>
        </Card>
      ) : (
        <Results results={data} />
      )}
    </>
  );
}
