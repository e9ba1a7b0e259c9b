"use client";

import { Search, X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { SERVER_STATUSES } from "@/lib/api/shapes.ts";
import { useHotkey } from "@/lib/use-hotkey.ts";
import { statusTitle } from "@/lib/words/statuses.ts";
import { Button } from "../ui/button.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";
import type { ServerFilterState } from "./use-server-filters.ts";

/** `/` puts the cursor into the name. */
export function FilterBar({ filters, children }: { filters: ServerFilterState; children?: ReactNode }) {
  const name = useRef<HTMLInputElement>(null);
  useHotkey("/", () => name.current?.focus());
  return (
    <search className="mb-3 flex flex-wrap items-center gap-2">
      <div className="relative min-w-40 flex-1 sm:max-w-56">
        <Search
          aria-hidden
          className="-translate-y-1/2 pointer-events-none absolute top-1/2 left-2.5 size-3.5 text-faint"
        />
        <Input
          ref={name}
          aria-label="Filter by name"
          placeholder="Exact name"
          className="pl-8"
          value={filters.state.name}
          onChange={(event) => filters.filter({ name: event.target.value.trim() })}
        />
      </div>
      <Input
        aria-label="Filter by labels"
        placeholder="Labels: env=prod, !test"
        className="min-w-40 flex-1 font-mono text-xs placeholder:font-sans sm:max-w-60"
        value={filters.state.labels}
        onChange={(event) => filters.filter({ labels: event.target.value })}
      />
      <NativeSelect
        aria-label="Filter by status"
        className="w-auto max-sm:flex-1"
        value={filters.state.status ?? ""}
        onChange={(event) =>
          filters.filter({ status: SERVER_STATUSES.find((one) => one === event.target.value) ?? null })
        }
      >
        <option value="">Any status</option>
        {SERVER_STATUSES.map((status) => (
          <option key={status} value={status}>
            {statusTitle(status)}
          </option>
        ))}
      </NativeSelect>
      {children}
      {filters.filtered && (
        <Button look="quiet" onClick={filters.clear}>
          <X aria-hidden />
          Clear
        </Button>
      )}
    </search>
  );
}
