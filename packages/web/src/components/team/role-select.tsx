"use client";

import { useQuery } from "@tanstack/react-query";
import { rolesQuery } from "@/lib/api/roles.ts";
import { Field, NativeSelect } from "../ui/field.tsx";

const MEANINGS: Record<string, string> = {
  owner: "Everything, other owners included.",
  admin: "Everything but making owners.",
  member: "Orders and runs servers; deletes nothing.",
  "read-only": "Sees everything, changes nothing.",
};

export function RoleSelect({
  value,
  onChange,
  error,
}: {
  value: string;
  onChange: (role: string) => void;
  error?: string | undefined;
}) {
  const { data } = useQuery(rolesQuery);
  return (
    <Field label="Role" hint={MEANINGS[value] ?? "A role of your tenant's own."} error={error}>
      {(wiring) => (
        <NativeSelect {...wiring} value={value} onChange={(event) => onChange(event.target.value)}>
          {(data?.roles ?? Object.keys(MEANINGS).map((id) => ({ id, name: id }))).map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </NativeSelect>
      )}
    </Field>
  );
}
