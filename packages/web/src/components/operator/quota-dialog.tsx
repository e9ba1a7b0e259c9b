"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { QUOTA_RESOURCES, type Quota, type QuotaOverrides, setTenantQuota } from "@/lib/api/quota.ts";
import { formatCount } from "@/lib/format.ts";
import { toast } from "@/lib/toast.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

interface Props {
  tenant: { id: string; name: string };
  quota: Quota;
  overrides: QuotaOverrides;
  onClose: () => void;
}

const FIELDS = [...QUOTA_RESOURCES, "requests_per_minute"] as const;
type FieldName = (typeof FIELDS)[number];

const LABELS: Record<FieldName, string> = {
  servers: "Servers",
  addresses: "Addresses",
  cores: "vCPU",
  memory_mb: "Memory (MB)",
  disk_gb: "Disk (GB)",
  requests_per_minute: "API requests a minute",
};

export default function QuotaDialog({ tenant, quota, overrides, onClose }: Props) {
  const client = useQueryClient();
  const [values, setValues] = useState<Record<FieldName, string>>({
    servers: shown(overrides.servers),
    addresses: shown(overrides.addresses),
    cores: shown(overrides.cores),
    memory_mb: shown(overrides.memory_mb),
    disk_gb: shown(overrides.disk_gb),
    requests_per_minute: shown(overrides.requests_per_minute),
  });
  const save = useMutation({
    mutationFn: () =>
      setTenantQuota(tenant.id, {
        servers: meant(values.servers),
        addresses: meant(values.addresses),
        cores: meant(values.cores),
        memory_mb: meant(values.memory_mb),
        disk_gb: meant(values.disk_gb),
        requests_per_minute: meant(values.requests_per_minute),
      }),
    onSuccess: () => {
      toast.success("Quota changed");
      onClose();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["operator", "tenants"] }),
  });
  return (
    <AskDialog
      title={`Quota of ${tenant.name}`}
      description="An empty field means the platform’s default. What the tenant has already stays; only more is refused."
      verb="Save"
      change={save}
      onClose={onClose}
      onAnswer={() => save.mutate()}
    >
      <div className="grid gap-4 sm:grid-cols-2">
        {FIELDS.map((name) => {
          const now = quota[name];
          const limit = typeof now === "number" ? now : now.limit;
          return (
            <Field key={name} label={LABELS[name]} hint={hint(now)}>
              {(wiring) => (
                <Input
                  {...wiring}
                  type="number"
                  inputMode="numeric"
                  min={name === "requests_per_minute" ? 10 : 0}
                  placeholder={overrides[name] === null ? String(limit) : "default"}
                  value={values[name]}
                  onChange={(event) => setValues({ ...values, [name]: event.target.value })}
                />
              )}
            </Field>
          );
        })}
      </div>
    </AskDialog>
  );
}

const shown = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : String(value);
const meant = (text: string): number | null => (text.trim() === "" ? null : Number(text));
const hint = (now: number | { used: number }): string =>
  typeof now === "number" ? "All users and keys together." : `${formatCount(now.used)} in use.`;
