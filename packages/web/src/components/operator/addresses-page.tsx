"use client";

import { useQuery } from "@tanstack/react-query";
import { Network, SearchX } from "lucide-react";
import { parseAsString, useQueryStates } from "nuqs";
import type { FormEvent } from "react";
import { assignmentsQuery } from "@/lib/api/operator.ts";
import { toLocal } from "@/lib/local-time.ts";
import { PageHeader } from "../page-header.tsx";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Card } from "../ui/card.tsx";
import { Empty } from "../ui/empty.tsx";
import { Field, Input } from "../ui/field.tsx";
import { Assignments } from "./assignments.tsx";

/** Abuse reports name an address and a moment; this answers who it was. */
export function AddressesPage() {
  const [{ address, at }, set] = useQueryStates(
    { address: parseAsString.withDefault(""), at: parseAsString },
    { history: "push" },
  );
  const { data, error, refetch } = useQuery(assignmentsQuery(address, at ?? undefined));
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const moment = String(form.get("at") ?? "");
    void set({
      address: String(form.get("address") ?? "").trim() || null,
      at: moment ? new Date(moment).toISOString() : null,
    });
    if (address === form.get("address")) void refetch();
  };
  return (
    <>
      <PageHeader title="Addresses">Who had an address, now or at the moment a report names.</PageHeader>
      <search>
        <form key={`${address}${at}`} onSubmit={look} className="mb-4 flex flex-wrap items-start gap-3">
          <Field
            label="Address"
            hint="IPv4, or any address inside a server’s /64."
            className="min-w-56 flex-1 sm:max-w-80"
          >
            {(wiring) => (
              <Input
                {...wiring}
                name="address"
                required
                defaultValue={address}
                className="font-mono text-xs placeholder:font-sans"
                placeholder="198.18.1.132"
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="At" hint="In your time zone; empty: ever." className="min-w-48">
            {(wiring) => <Input {...wiring} name="at" type="datetime-local" defaultValue={at ? toLocal(at) : ""} />}
          </Field>
          <Button type="submit" look="primary" className="mt-6.5">
            Look up
          </Button>
        </form>
      </search>
      {address === "" ? (
        <Card>
          <Empty icon={Network} title="Enter an address">
            The tenant and server that hold it, and everyone who did, as long as assignments are kept.
          </Empty>
        </Card>
      ) : error ? (
        <ProblemNotice error={error} />
      ) : data?.length === 0 ? (
        <Card>
          <Empty icon={SearchX} title="Nobody had it">
            {at
              ? "Not at that moment. Leave the time empty to see everyone who ever had it."
              : "It is not ours, or was never given out."}
          </Empty>
        </Card>
      ) : (
        <Assignments assignments={data} />
      )}
    </>
  );
}
