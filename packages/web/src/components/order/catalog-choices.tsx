"use client";

import type { UseFormRegisterReturn } from "react-hook-form";
import type { Image, Location, Plan } from "@/lib/api/shapes.ts";
import { formatDisk, formatMemory, formatMoney } from "@/lib/format.ts";
import { Choice, Choices } from "./choice.tsx";
import { planLimits } from "./plan-limits.ts";

interface Bound {
  field: UseFormRegisterReturn;
  error: string | undefined;
}

const countries = new Intl.DisplayNames("en", { type: "region" });
const countryName = (code: string): string =>
  /^[A-Za-z]{2}$/.test(code) ? (countries.of(code.toUpperCase()) ?? code) : code;

export function LocationChoices({ locations, field, error }: Bound & { locations: Location[] }) {
  return (
    <Choices legend="Location" error={error} className="grid-cols-2 xl:grid-cols-4">
      {locations.map((location) => (
        <Choice
          key={location.id}
          {...field}
          value={location.name}
          title={location.title}
          aside={<span className="font-mono text-muted text-xs">{location.name}</span>}
          reason={location.open ? undefined : "Takes no new servers at the moment."}
        >
          <span className="text-muted text-xs">{countryName(location.country)}</span>
        </Choice>
      ))}
    </Choices>
  );
}

function imageReason(image: Image, location: string, plan: Plan | undefined): string | undefined {
  if (!image.locations.includes(location)) return "Not at this location.";
  if (plan && plan.disk_gb < image.min_disk_gb) return `Needs ${formatDisk(image.min_disk_gb)} of disk.`;
  return undefined;
}

export function ImageChoices({
  images,
  location,
  plan,
  field,
  error,
}: Bound & { images: Image[]; location: string; plan: Plan | undefined }) {
  return (
    <Choices legend="Image" error={error} className="grid-cols-2 xl:grid-cols-4">
      {images.map((image) => (
        <Choice
          key={image.id}
          {...field}
          value={image.name}
          title={image.title}
          reason={imageReason(image, location, plan)}
        >
          <span className="text-muted text-xs">
            Sign in as <code className="font-mono">{image.default_user}</code>
          </span>
        </Choice>
      ))}
    </Choices>
  );
}

export function PlanChoices({ plans, field, error }: Bound & { plans: Plan[] }) {
  return (
    <Choices legend="Plan" error={error} className="sm:grid-cols-2">
      {plans.map((plan) => (
        <Choice
          key={plan.id}
          {...field}
          value={plan.name}
          title={plan.title}
          aside={
            <span className="tabular whitespace-nowrap">
              <span className="font-medium">{formatMoney(plan.price)}</span>{" "}
              <span className="text-muted text-xs">/ month</span>
            </span>
          }
        >
          <span className="tabular">
            {plan.cores} vCPU · {formatMemory(plan.memory_mb)} · {formatDisk(plan.disk_gb)} disk
          </span>
          <span className="flex flex-wrap gap-x-3 text-muted text-xs">
            {planLimits(plan).map((limit) => (
              <span key={limit} className="whitespace-nowrap">
                {limit}
              </span>
            ))}
          </span>
        </Choice>
      ))}
    </Choices>
  );
}
