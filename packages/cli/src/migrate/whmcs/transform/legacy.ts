import type { Outcome } from "@hostwright/core/migration";
import { contentHash } from "./outcome.ts";

export interface LegacyRow {
  table: string;
  /** Columns of its primary key; empty: none, so that its content has to identify it. */
  keys: readonly string[];
  row: Record<string, unknown>;
  /** Columns that were fetched. */
  names: readonly string[];
  /** Id of the client it belongs to, where there is one. */
  owner: unknown;
  /** Columns that were not fetched. */
  withheld: readonly string[];
  title: string | undefined;
  /** How often a content without a key has come already. */
  seen: Map<string, number>;
}

/** A row as the source has it. */
export function legacyOutcome({ table, keys, row, names, owner, withheld, title, seen }: LegacyRow): Outcome {
  const columns: Record<string, string | null> = {};
  let content = "";
  for (const name of names) {
    const value = row[name];
    const text = typeof value === "string" ? value : textOf(value);
    columns[name] = text;
    content += `${text}\u001f`;
  }
  for (const name of withheld) columns[name] = null;
  const hash = contentHash(content);
  const tenant = owner === null || owner === undefined ? null : { table: "tblclients", id: String(owner) };
  return {
    source: {
      table,
      id:
        keys.length > 0
          ? keys
              .map((key) => textOf(row[key]))
              .join(":")
              .slice(0, 120)
          : numbered(hash, seen),
      hash,
    },
    kind: "legacy",
    outcome: "entity",
    entity: { tenant, title: titleOf(table, columns, title).slice(0, 255), row: columns },
  };
}

function numbered(hash: string, seen: Map<string, number>): string {
  const times = (seen.get(hash) ?? 0) + 1;
  seen.set(hash, times);
  return times === 1 ? hash : `${hash}:${times}`;
}

/** Verbatim; bytes that are no text as base64. */
function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return value;
  if (!Buffer.isBuffer(value)) return String(value);
  const text = value.toString("utf8");
  return Buffer.from(text, "utf8").equals(value) ? text : `base64:${value.toString("base64")}`;
}

const TITLES = [
  "domain",
  "name",
  "groupname",
  "code",
  "title",
  "subject",
  "optionname",
  "fieldname",
  "setting",
  "ordernum",
  "description",
  "email",
  "note",
];

function titleOf(table: string, row: Record<string, string | null>, prefix: string | undefined): string {
  if (prefix !== undefined) return `${prefix} ${row.subscriptionid ?? row.gatewayid ?? ""}`;
  const named = TITLES.map((name) => row[name]).find(
    (text) => text !== null && text !== undefined && text.trim() !== "",
  );
  return named?.trim() ?? `${table} ${row.id ?? ""}`.trim();
}
