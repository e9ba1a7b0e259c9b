"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Controller, type Resolver, useForm } from "react-hook-form";
import { isPassing, problemOf } from "@/lib/api/problem.ts";
import { quotaQuery } from "@/lib/api/quota.ts";
import type { Image, Location, Plan } from "@/lib/api/shapes.ts";
import { sentence } from "@/lib/explain.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ProblemNotice } from "../problem-notice.tsx";
import { beyondQuota } from "../quota/words.ts";
import { useReveal } from "../servers/secret.tsx";
import { Field, Input, Textarea } from "../ui/field.tsx";
import { ImageChoices, LocationChoices, PlanChoices } from "./catalog-choices.tsx";
import type { OrderForm } from "./form-schema.ts";
import { LabelsEditor } from "./labels-editor.tsx";
import type { Preset } from "./order-page.tsx";
import { OrderSummary } from "./order-summary.tsx";
import { orderSender } from "./submit-order.ts";
import { useNotYet } from "./use-not-yet.ts";

const UsageCard = dynamic(() => import("../quota/usage-card.tsx"), { ssr: false });

interface Props {
  plans: Plan[];
  images: Image[];
  locations: Location[];
  preset: Preset;
}

/** The checks come while the form is filled in: they are a fifth of what this page would load first. */
const checks = () => import("./form-resolver.ts");
const resolver: Resolver<OrderForm> = async (...form) => (await checks()).resolve(...form);

const FIELDS = ["name", "plan", "image", "location", "ssh_keys", "labels"] as const;

/** The preset where it is still offered, else the first. */
const chosen = (offers: { name: string }[], wanted: string | undefined): string =>
  (offers.find((one) => one.name === wanted) ?? offers[0])?.name ?? "";

export function OrderFormView({ plans, images, locations, preset }: Props) {
  const router = useRouter();
  const client = useQueryClient();
  const reveal = useReveal();
  const missing = useMissing("server:create");
  const notYet = useNotYet();
  const { data: quota } = useQuery(quotaQuery);
  const [send] = useState(orderSender);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => void checks(), []);
  const form = useForm<OrderForm>({
    resolver,
    mode: "onTouched",
    defaultValues: {
      name: preset.name ?? "",
      plan: chosen(plans, preset.plan),
      image: chosen(images, preset.image),
      location: chosen(
        locations.filter((one) => one.open),
        preset.location,
      ),
      ssh_keys: "",
      labels: [],
    },
  });
  const { errors, isSubmitting, isSubmitSuccessful } = form.formState;
  const values = form.watch();
  const plan = plans.find((one) => one.name === values.plan);

  const order = form.handleSubmit(async (filled) => {
    setFailure(undefined);
    try {
      // The password goes from the answer straight to its dialog: not into the query cache, the URL or storage.
      const { server, root_password } = await send(filled);
      if (root_password) reveal({ server: server.id, name: server.name, password: root_password });
      client.setQueryData(["servers", "one", server.id], server);
      void client.invalidateQueries({ queryKey: ["servers", "list"] });
      void client.invalidateQueries({ queryKey: quotaQuery.queryKey });
      router.push(`/servers/${server.id}`);
    } catch (error) {
      for (const { name, messages } of problemOf(error).fields) {
        const field = FIELDS.find((one) => name === one || name.startsWith(`${one}.`));
        if (field) form.setError(field, { message: messages.map(sentence).join(" ") }, { shouldFocus: true });
      }
      if (problemOf(error).code === "uniqueness_error")
        form.setError("name", { message: "You have a server of that name already." }, { shouldFocus: true });
      setFailure(error);
      throw error;
    }
  });

  return (
    <form
      onSubmit={(event) => order(event).catch(() => undefined)}
      noValidate
      className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_18rem]"
    >
      <div className="flex min-w-0 flex-col gap-7">
        <LocationChoices locations={locations} field={form.register("location")} error={errors.location?.message} />
        <ImageChoices
          images={images}
          location={values.location}
          plan={plan}
          field={form.register("image")}
          error={errors.image?.message}
        />
        <PlanChoices plans={plans} field={form.register("plan")} error={errors.plan?.message} />
        <Field label="Name" hint="Unique among your servers; becomes the host name." error={errors.name?.message}>
          {(wiring) => (
            <Input
              {...wiring}
              {...form.register("name")}
              className="max-w-md"
              placeholder="web-1"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          )}
        </Field>
        <Field
          label="SSH keys"
          hint="Public keys, one a line. Without a key we make a root password and show it once, right after the order."
          error={errors.ssh_keys?.message}
        >
          {(wiring) => (
            <Textarea
              {...wiring}
              {...form.register("ssh_keys")}
              rows={3}
              className="whitespace-pre font-mono text-xs"
              placeholder="ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA… you@example.com"
              spellCheck={false}
              autoComplete="off"
            />
          )}
        </Field>
        <fieldset className="min-w-0 max-w-md">
          <legend className="mb-1 font-medium text-sm">Labels</legend>
          <p className="mb-2 text-muted text-xs">To find and group servers: env=prod, team=web.</p>
          <Controller
            control={form.control}
            name="labels"
            render={({ field }) => (
              <LabelsEditor
                rows={field.value}
                onChange={field.onChange}
                error={errors.labels?.message ?? errors.labels?.root?.message}
              />
            )}
          />
        </fieldset>
      </div>
      <OrderSummary
        plan={plan}
        image={images.find((one) => one.name === values.image)}
        location={locations.find((one) => one.name === values.location)}
        name={values.name}
        withoutKey={values.ssh_keys.trim() === ""}
        busy={isSubmitting || (isSubmitSuccessful && !failure)}
        missing={missing ?? notYet ?? beyondQuota(quota, plan)}
        usage={<UsageCard />}
      >
        {failure !== undefined && <ProblemNotice error={failure} />}
        {failure !== undefined && isPassing(problemOf(failure)) && (
          <p className="text-muted text-xs">
            It may have been taken. Sending it again is safe: it is not ordered twice.
          </p>
        )}
      </OrderSummary>
    </form>
  );
}
