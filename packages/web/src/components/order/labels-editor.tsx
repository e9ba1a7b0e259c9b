"use client";

import { Plus, X } from "lucide-react";
import type { LabelRow } from "@/lib/labels.ts";
import { Button } from "../ui/button.tsx";
import { Input } from "../ui/field.tsx";

/** Keys and values, a row each. */
export function LabelsEditor({
  rows,
  onChange,
  error,
}: {
  rows: LabelRow[];
  onChange: (rows: LabelRow[]) => void;
  error: string | undefined;
}) {
  const change = (index: number, part: Partial<LabelRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <div className="flex flex-col gap-2">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity beyond its place while its key is typed.
        <div key={index} className="flex items-center gap-2">
          <Input
            aria-label={`Label ${index + 1} key`}
            placeholder="env"
            className="font-mono text-xs"
            autoCapitalize="none"
            value={row.key}
            onChange={(event) => change(index, { key: event.target.value.trim() })}
          />
          <span aria-hidden className="text-faint">
            =
          </span>
          <Input
            aria-label={`Label ${index + 1} value`}
            placeholder="prod"
            className="font-mono text-xs"
            autoCapitalize="none"
            value={row.value}
            onChange={(event) => change(index, { value: event.target.value.trim() })}
          />
          <Button
            look="quiet"
            size="icon"
            aria-label={`Remove label ${index + 1}`}
            onClick={() => onChange(rows.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button className="self-start" size="sm" onClick={() => onChange([...rows, { key: "", value: "" }])}>
        <Plus aria-hidden />
        Add label
      </Button>
      {error && (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
    </div>
  );
}
