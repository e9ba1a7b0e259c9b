"use client";

import { X } from "lucide-react";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type FormEvent, useEffect, useState } from "react";
import { type AuditFilters, OUTCOMES } from "@/lib/api/audit.ts";
import { statusTitle } from "@/lib/words/statuses.ts";
import { Button } from "../ui/button.tsx";
import { Input, NativeSelect } from "../ui/field.tsx";

const parsers = {
  q: parseAsString,
  actor: parseAsString,
  command: parseAsString,
  resource: parseAsString,
  address: parseAsString,
  request: parseAsString,
  tenant: parseAsString,
  outcome: parseAsStringLiteral(OUTCOMES),
  /** Days, as `2026-11-28`. */
  from: parseAsString,
  to: parseAsString,
  cursor: parseAsString,
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 24 * 3600 * 1000;
const startOf = (day: string | null, after = 0): string | undefined =>
  day && DAY.test(day) && !Number.isNaN(Date.parse(day)) ? new Date(Date.parse(day) + after).toISOString() : undefined;

export function useAuditFilters() {
  const [state, set] = useQueryStates(parsers, { history: "replace" });
  const { cursor, from, to, ...rest } = state;
  const filters: AuditFilters = Object.fromEntries(
    Object.entries({ ...rest, from: startOf(from), to: startOf(to, DAY_MS) }).filter(([, value]) => value),
  );
  return {
    filters,
    cursor,
    state,
    narrow: (change: Partial<typeof state>) => set({ ...change, cursor: null }),
    move: (next: string | null) => set({ cursor: next }, { history: "push" }),
  };
}

type Found = ReturnType<typeof useAuditFilters>;

const FIELDS = [
  ["actor", "Who (id)"],
  ["command", "Command, e.g. server.*"],
  ["resource", "Resource id"],
  ["address", "Address"],
  ["request", "Request id"],
] as const;

/** What the list is narrowed to, all of it in the URL. */
export function Filters({ state, narrow, asOperator }: Pick<Found, "state" | "narrow"> & { asOperator: boolean }) {
  const fields = asOperator ? ([["tenant", "Tenant id, or platform"], ...FIELDS] as const) : FIELDS;
  const any = Object.entries(state).some(([name, value]) => name !== "cursor" && value);
  return (
    <fieldset className="mb-3 grid grid-cols-2 gap-2 sm:grid-cols-3 lg:grid-cols-4 xl:grid-cols-5">
      <legend className="sr-only">Filter entries</legend>
      <Text label="Text in what was done" value={state.q} onSet={(q) => narrow({ q })} />
      <NativeSelect
        aria-label="Outcome"
        value={state.outcome ?? ""}
        onChange={({ target }) => narrow({ outcome: OUTCOMES.find((one) => one === target.value) ?? null })}
      >
        <option value="">Any outcome</option>
        {OUTCOMES.map((outcome) => (
          <option key={outcome} value={outcome}>
            {statusTitle(outcome)}
          </option>
        ))}
      </NativeSelect>
      {(["from", "to"] as const).map((name) => (
        <div key={name} className="flex flex-col gap-1 sm:flex-row sm:items-center sm:gap-2">
          <label htmlFor={`audit-${name}`} className="text-muted text-sm">
            {name === "from" ? "Since" : "Until"}
          </label>
          <Input
            id={`audit-${name}`}
            type="date"
            title="Days in UTC"
            value={state[name] ?? ""}
            onChange={({ target }) => narrow({ [name]: target.value || null })}
          />
        </div>
      ))}
      {fields.map(([name, label]) => (
        <Text key={name} label={label} value={state[name]} onSet={(value) => narrow({ [name]: value })} />
      ))}
      {any && (
        <Button look="quiet" onClick={() => narrow(Object.fromEntries(Object.keys(state).map((name) => [name, null])))}>
          <X aria-hidden />
          Clear filters
        </Button>
      )}
    </fieldset>
  );
}

/** Narrows when one leaves it or presses Enter, not with every letter. */
function Text({ label, value, onSet }: { label: string; value: string | null; onSet: (value: string | null) => void }) {
  const [text, setText] = useState(value ?? "");
  useEffect(() => setText(value ?? ""), [value]);
  const apply = () => {
    if (text.trim() !== (value ?? "")) onSet(text.trim() || null);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <form onSubmit={submit}>
      <Input
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={apply}
      />
    </form>
  );
}
