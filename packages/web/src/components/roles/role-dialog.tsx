"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { createRole, updateRole } from "@/lib/api/roles.ts";
import type { Role, RoleChoice } from "@/lib/api/shapes.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

const shape = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Give it a name."), z.maxLength(60, "At most 60 characters.")),
  permissions: z.array(z.string()).check(z.minLength(1, "Choose at least one.")),
});

interface Props {
  /** Left out: a new one. */
  role?: Role;
  choices: RoleChoice[];
  onClose: () => void;
}

export default function RoleDialog({ role, choices, onClose }: Props) {
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (body: Parameters<typeof createRole>[0]) => (role ? updateRole(role.id, body) : createRole(body)),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: ["roles"] }),
  });
  const form = useForm<z.infer<typeof shape>>({
    resolver: zodResolver(shape),
    defaultValues: { name: role?.name ?? "", permissions: role?.permissions ?? ["server:read"] },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ name, permissions }) =>
    save.mutate({
      name,
      permissions: choices.map((choice) => choice.name).filter((one) => permissions.includes(one)),
    }),
  );
  return (
    <AskDialog
      title={role ? `Change ${role.name}` : "New role"}
      description={
        role
          ? "Counts for its members within 15 minutes, for their API keys at once."
          : "You can let others do what you may do yourself."
      }
      verb={role ? "Save" : "Make role"}
      change={save}
      noValidate
      onClose={onClose}
      onAnswer={() => void submit()}
    >
      <Field label="Name" error={errors.name?.message}>
        {(wiring) => <Input {...wiring} {...form.register("name")} autoComplete="off" placeholder="Deployment" />}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">May</legend>
        <div className="grid gap-x-4 gap-y-1">
          {choices.map(({ name, allows, grantable }) => (
            <label key={name} className="flex min-h-7 items-center gap-2 text-sm">
              <input
                type="checkbox"
                value={name}
                disabled={!grantable}
                {...form.register("permissions")}
                className="accent-accent"
              />
              <span className={grantable ? undefined : "text-muted"}>
                {allows}
                {!grantable && " (not yours to give)"}
              </span>
            </label>
          ))}
        </div>
        {errors.permissions && (
          <p role="alert" className="text-bad text-xs">
            {errors.permissions.message}
          </p>
        )}
      </fieldset>
    </AskDialog>
  );
}
