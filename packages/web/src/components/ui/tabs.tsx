"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

/** Tabs whose choice lives outside, in the URL. */
export function Tabs<Value extends string>({
  value,
  onChange,
  tabs,
  label,
  children,
}: {
  value: Value;
  onChange: (value: Value) => void;
  tabs: readonly (readonly [Value, string])[];
  label: string;
  children: ReactNode;
}) {
  return (
    <Base.Root value={value} onValueChange={onChange} className="flex flex-col gap-4">
      <Base.List aria-label={label} className="relative flex gap-4 overflow-x-auto overflow-y-hidden border-b">
        {tabs.map(([key, title]) => (
          <Base.Tab
            key={key}
            value={key}
            className="-mb-px h-9 shrink-0 border-transparent border-b-2 px-0.5 text-muted text-sm hover:text-ink data-active:border-accent data-active:font-medium data-active:text-ink"
          >
            {title}
          </Base.Tab>
        ))}
      </Base.List>
      {children}
    </Base.Root>
  );
}

export const TabPanel = ({ value, children }: { value: string; children: ReactNode }) => (
  <Base.Panel value={value} className="rounded-md">
    {children}
  </Base.Panel>
);
