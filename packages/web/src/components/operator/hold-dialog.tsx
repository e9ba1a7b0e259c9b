"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { HOLD_KINDS, type OperatorServerDetail } from "@/lib/api/shapes.ts";
import { HOLD_TITLES } from "@/lib/words/holds.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input, NativeSelect, Textarea } from "../ui/field.tsx";
import { useOperatorChanges } from "./use-operator-changes.ts";

const shape = z.object({
  kind: z.enum(HOLD_KINDS),
  reason: z
    .string()
    .check(z.trim(), z.minLength(3, "Say why; the customer reads it."), z.maxLength(500, "At most 500 characters.")),
  until: z
    .string()
    .check(z.refine((value) => value === "" || Date.parse(value) > Date.now(), "Must be in the future.")),
});

interface Props {
  server: OperatorServerDetail;
  onClose: () => void;
}

export default function HoldDialog({ server, onClose }: Props) {
  const { hold } = useOperatorChanges();
  const form = useForm<z.infer<typeof shape>>({
    resolver: zodResolver(shape),
    defaultValues: { kind: "billing", reason: "", until: "" },
  });
  const { errors } = form.formState;
  const submit = form.handleSubmit(({ kind, reason, until }) =>
    hold.mutate(
      { id: server.id, kind, reason, ...(until ? { until: new Date(until).toISOString() } : {}) },
      { onSuccess: onClose },
    ),
  );
  return (
    <AskDialog
      title={`Hold ${server.name}`}
      description={`Stops the server of ${server.tenant.name} at once, whatever is under way, and keeps its owner from starting it. Holds stack.`}
      verb="Place hold"
      look="destroy"
      change={hold}
      noValidate
      onClose={onClose}
      onAnswer={() => void submit()}
    >
      <Field label="Kind">
        {(wiring) => (
          <NativeSelect {...wiring} {...form.register("kind")}>
            {HOLD_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {HOLD_TITLES[kind]}
              </option>
            ))}
          </NativeSelect>
        )}
      </Field>
      <Field label="Reason" hint="The customer reads it on the server’s page." error={errors.reason?.message}>
        {(wiring) => <Textarea {...wiring} {...form.register("reason")} rows={3} />}
      </Field>
      <Field label="Until" hint="When it ends by itself; empty: when someone lifts it." error={errors.until?.message}>
        {(wiring) => <Input {...wiring} {...form.register("until")} type="datetime-local" />}
      </Field>
    </AskDialog>
  );
}
