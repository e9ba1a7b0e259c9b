"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { meQuery } from "@/lib/api/catalog.ts";
import { newIdempotencyKey } from "@/lib/api/client.ts";
import { createKey } from "@/lib/api/keys.ts";
import { problemOf } from "@/lib/api/problem.ts";
import type { Grantable, NewKey } from "@/lib/api/shapes.ts";
import { fieldError } from "@/lib/field-error.ts";
import { permissionTitle } from "@/lib/words/permissions.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input, NativeSelect, Textarea } from "../ui/field.tsx";

const ENDS = [
  ["30", "In 30 days"],
  ["90", "In 90 days"],
  ["365", "In a year"],
  ["", "Never"],
] as const;
const DAY_MS = 24 * 3_600_000;
const CIDR = z.union([z.cidrv4(), z.cidrv6()]);
/** Everything but what is a person's alone; the API decides in the end. */
const isGrantable = (permission: string): permission is Grantable =>
  !/^(account|key|member|role|tenant|quota):/.test(permission) && permission !== "server:console";
/** Servers first, what reads before what changes. */
const byResource = (a: string, b: string): number => rank(a).localeCompare(rank(b));
const rank = (permission: string): string => {
  const [resource = "", verb] = permission.split(":");
  return `${resource === "server" ? 0 : 1}${resource}${verb === "read" ? 0 : 1}`;
};
const linesOf = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

const shape = z.object({
  name: z.string().check(z.trim(), z.minLength(1, "Say what uses it."), z.maxLength(60, "At most 60 characters.")),
  permissions: z.array(z.string()).check(z.minLength(1, "Choose at least one.")),
  days: z.string(),
  scope: z.string().check(z.maxLength(255, "At most 255 characters.")),
  addresses: z
    .string()
    .check(
      z.refine(
        (text) => linesOf(text).every((line) => CIDR.safeParse(line).success),
        "One network a line, such as 203.0.113.0/24.",
      ),
    ),
});

interface Props {
  onClose: () => void;
  onMade: (made: { name: string; secret: string }) => void;
}

export default function CreateDialog({ onClose, onMade }: Props) {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  // One key for one intention: pressing again after a lost answer asks for the same, and makes no second one.
  const intention = useRef(newIdempotencyKey());
  const [openedAt] = useState(Date.now);
  const create = useMutation({
    mutationFn: (body: NewKey) => createKey(body, intention.current),
    onSuccess: ({ key, secret }) => {
      onClose();
      onMade({ name: key.name, secret });
    },
    onError: (error) => {
      if (problemOf(error).status !== 0) intention.current = newIdempotencyKey();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["keys"] }),
  });
  const form = useForm<z.infer<typeof shape>>({
    resolver: zodResolver(shape),
    defaultValues: {
      name: "",
      permissions: me?.permissions.filter((one) => isGrantable(one) && one.endsWith(":read")) ?? [],
      days: "90",
      scope: "",
      addresses: "",
    },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ name, permissions, days, scope, addresses }) =>
    create.mutate({
      name,
      permissions: permissions.filter(isGrantable),
      addresses: linesOf(addresses),
      ...(scope.trim() ? { scope: scope.trim() } : {}),
      ...(days ? { expires: new Date(openedAt + Number(days) * DAY_MS).toISOString() } : {}),
    }),
  );
  const mine = (me?.permissions ?? []).filter(isGrantable).sort(byResource);
  return (
    <AskDialog
      title="New API key"
      description="It acts for your tenant, and never does more than you may yourself."
      verb="Make key"
      change={create}
      fields={["scope"]}
      noValidate
      onClose={onClose}
      onAnswer={() => void submit()}
    >
      <Field label="Name" hint="What uses it, so that you know which to revoke." error={errors.name?.message}>
        {(wiring) => <Input {...wiring} {...form.register("name")} autoComplete="off" placeholder="deploy pipeline" />}
      </Field>
      <fieldset className="flex flex-col gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">May</legend>
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {mine.map((permission) => (
            <label key={permission} className="flex min-h-7 items-center gap-2 text-sm">
              <input type="checkbox" value={permission} {...form.register("permissions")} className="accent-accent" />
              {permissionTitle(permission)}
            </label>
          ))}
        </div>
        {errors.permissions && (
          <p role="alert" className="text-bad text-xs">
            {errors.permissions.message}
          </p>
        )}
      </fieldset>
      <Field label="Expires">
        {(wiring) => (
          <NativeSelect {...wiring} {...form.register("days")}>
            {ENDS.map(([days, title]) => (
              <option key={title} value={days}>
                {title}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field
        label="Only servers with the labels"
        hint="Such as env=staging; empty: all that you reach."
        error={errors.scope?.message ?? fieldError(create.error, "scope")}
      >
        {(wiring) => <Input {...wiring} {...form.register("scope")} autoComplete="off" className="font-mono text-xs" />}
      </Field>
      <Field
        label="Only from these networks"
        hint="One a line; empty: from anywhere."
        error={errors.addresses?.message}
      >
        {(wiring) => (
          <Textarea
            {...wiring}
            {...form.register("addresses")}
            rows={2}
            className="font-mono text-xs"
            placeholder="203.0.113.0/24"
          />
        )}
      </Field>
    </AskDialog>
  );
}
