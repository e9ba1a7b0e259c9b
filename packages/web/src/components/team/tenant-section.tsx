"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useState } from "react";
import { renameTenant, tenantQuery } from "@/lib/api/people.ts";
import { fieldError, isFieldError } from "@/lib/field-error.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/card.tsx";
import { Field, Input } from "../ui/field.tsx";
import { ReasonButton } from "../ui/reason-button.tsx";
import { Skeleton } from "../ui/skeleton.tsx";

const NewTenantDialog = dynamic(() => import("./new-tenant-dialog.tsx"), { ssr: false });
const LeaveDialog = dynamic(() => import("./leave-dialog.tsx"), { ssr: false });

/** The tenant's name; another one; the way out. */
export function TenantSection() {
  const client = useQueryClient();
  const { data: tenant } = useQuery(tenantQuery);
  const locked = useMissing("tenant:manage");
  const [dialog, setDialog] = useState<"new" | "leave">();
  const rename = useMutation({
    mutationFn: renameTenant,
    onSuccess: () => toast.success("Renamed"),
    onSettled: () => Promise.all(["tenant", "me"].map((key) => client.invalidateQueries({ queryKey: [key] }))),
  });
  if (!tenant) return <Skeleton className="h-40 w-full" />;
  return (
    <Section
      title="Tenant"
      aside={
        <span className="flex gap-2">
          <Button size="sm" onClick={() => setDialog("new")}>
            New tenant
          </Button>
          <Button size="sm" onClick={() => setDialog("leave")}>
            Leave
          </Button>
        </span>
      }
    >
      <form
        key={tenant.name}
        className="flex max-w-md flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate(String(new FormData(event.currentTarget).get("name")));
        }}
      >
        {rename.error && !isFieldError(rename.error) && <ProblemNotice error={rename.error} />}
        <Field label="Name" error={fieldError(rename.error, "name")}>
          {(wiring) => (
            <Input
              {...wiring}
              name="name"
              defaultValue={tenant.name}
              maxLength={100}
              required
              readOnly={Boolean(locked)}
            />
          )}
        </Field>
        <div>
          <ReasonButton type={locked ? "button" : "submit"} reason={locked} busy={rename.isPending}>
            Rename
          </ReasonButton>
        </div>
      </form>
      {dialog === "new" && <NewTenantDialog onClose={() => setDialog(undefined)} />}
      {dialog === "leave" && <LeaveDialog tenant={tenant.name} onClose={() => setDialog(undefined)} />}
    </Section>
  );
}
