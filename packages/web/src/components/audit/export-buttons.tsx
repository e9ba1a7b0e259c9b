"use client";

import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type AuditFilters, download, saveFile } from "@/lib/api/audit.ts";
import { toast } from "@/lib/toast.ts";
import { useMissing } from "@/lib/use-permission.ts";
import { ReasonButton } from "../ui/reason-button.tsx";

type Format = "csv" | "json";

/** The list as it is narrowed, as a file. That it was taken is written down too. */
export function ExportButtons({ filters }: { filters: AuditFilters }) {
  const missing = useMissing("audit:export");
  const save = useMutation({
    mutationFn: async (format: Format) => {
      const parts: string[] = [];
      const { tenant: _operators, ...rest } = filters;
      await download("/v1/audit/export", { ...given(rest), format }, (text) => parts.push(text));
      const name = `audit-${new Date().toISOString().slice(0, 10)}.${format}`;
      saveFile(name, format === "csv" ? "text/csv" : "application/json", joined(format, parts));
    },
    onError: (error) => toast.error(error.message),
  });
  return (
    <>
      {(["csv", "json"] as const).map((format) => (
        <ReasonButton
          key={format}
          reason={missing}
          busy={save.isPending && save.variables === format}
          onClick={() => save.mutate(format)}
        >
          <Download aria-hidden />
          {format.toUpperCase()}
        </ReasonButton>
      ))}
    </>
  );
}

const given = (filters: object): Record<string, string> =>
  Object.fromEntries(Object.entries(filters).filter((pair): pair is [string, string] => typeof pair[1] === "string"));

/** Later pieces of a CSV repeat its first line; pieces of JSON are lists of entries. */
function joined(format: Format, parts: string[]): string[] {
  if (format === "csv") return parts.map((part, index) => (index === 0 ? part : part.slice(part.indexOf("\n") + 1)));
  const entries = parts.flatMap((part): unknown[] => JSON.parse(part).entries);
  return [JSON.stringify({ entries }, null, 1)];
}
