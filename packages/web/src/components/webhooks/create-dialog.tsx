"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { useForm } from "react-hook-form";
import * as z from "zod/mini";
import { newIdempotencyKey } from "@/lib/api/client.ts";
import { problemOf } from "@/lib/api/problem.ts";
import { EVENT_TYPES, type NewWebhook } from "@/lib/api/shapes.ts";
import { createWebhook } from "@/lib/api/webhooks.ts";
import { AskDialog } from "../ask-dialog.tsx";
import { Field, Input } from "../ui/field.tsx";

const shape = z.object({
  url: z.string().check(z.trim(), z.url({ protocol: /^https?$/, error: "An https address." })),
  description: z.string().check(z.trim(), z.maxLength(200, "At most 200 characters.")),
  events: z.array(z.enum(EVENT_TYPES)),
});

interface Props {
  onClose: () => void;
  onMade: (secret: string) => void;
}

export default function CreateDialog({ onClose, onMade }: Props) {
  const client = useQueryClient();
  // One key for one intention: pressing again after a lost answer asks for the same, and makes no second one.
  const intention = useRef(newIdempotencyKey());
  const create = useMutation({
    mutationFn: (body: NewWebhook) => createWebhook(body, intention.current),
    onSuccess: ({ secret }) => {
      onClose();
      onMade(secret);
    },
    onError: (error) => {
      if (problemOf(error).status !== 0) intention.current = newIdempotencyKey();
    },
    onSettled: () => client.invalidateQueries({ queryKey: ["webhooks"] }),
  });
  const form = useForm<z.infer<typeof shape>>({
    resolver: zodResolver(shape),
    defaultValues: { url: "", description: "", events: [] },
  });
  const { errors } = form.formState;
  return (
    <AskDialog
      title="New webhook"
      description="Events are posted there as JSON, signed, and repeated until it answers."
      verb="Add webhook"
      change={create}
      noValidate
      onClose={onClose}
      onAnswer={() => void form.handleSubmit((body) => create.mutate(body))()}
    >
      <Field label="Address" hint="Reachable from the internet, over https." error={errors.url?.message}>
        {(wiring) => (
          <Input {...wiring} {...form.register("url")} type="url" placeholder="https://example.com/hooks/hostwright" />
        )}
      </Field>
      <Field label="Description" error={errors.description?.message}>
        {(wiring) => <Input {...wiring} {...form.register("description")} autoComplete="off" />}
      </Field>
      <fieldset>
        <legend className="font-medium text-sm">Events</legend>
        <p className="mt-0.5 mb-1.5 text-muted text-xs">
          None chosen: every one but audit.recorded, those we add later included.
        </p>
        <div className="grid gap-x-4 gap-y-1 sm:grid-cols-2">
          {EVENT_TYPES.map((type) => (
            <label key={type} className="flex min-h-7 items-center gap-2 font-mono text-xs">
              <input type="checkbox" value={type} {...form.register("events")} className="accent-accent" />
              {type}
            </label>
          ))}
        </div>
      </fieldset>
    </AskDialog>
  );
}
