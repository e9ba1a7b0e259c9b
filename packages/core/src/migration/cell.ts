import { hash } from "node:crypto";

/** A value on its way into a column; JSON as text made by `json`. */
export type Cell = string | number | boolean | Date | null;

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\ufffd" };
const SPECIAL = /[\\\n\r\t\0]/;
const ALL_SPECIAL = /[\\\n\r\t\0]/g;

function textOf(cell: Cell): string {
  switch (typeof cell) {
    case "string":
      return SPECIAL.test(cell) ? cell.replace(ALL_SPECIAL, (char) => ESCAPES[char] ?? char) : cell;
    case "number":
      return String(cell);
    case "boolean":
      return cell ? "t" : "f";
    default:
      return cell === null ? "\\N" : cell.toISOString();
  }
}

/** Rows in COPY's text format. PostgreSQL cannot hold U+0000: it becomes U+FFFD. */
export function copyText(rows: readonly (readonly Cell[])[]): string {
  let text = "";
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) text += (i === 0 ? "" : "\t") + textOf(row[i] ?? null);
    text += "\n";
  }
  return text;
}

/** Escapes that JSON knows and jsonb refuses: U+0000 and halves of surrogate pairs. */
const REFUSED = /\\u(0000|d[89a-f])/i;

/** A value as jsonb takes it. */
export function json(value: unknown): string {
  const text = JSON.stringify(value);
  if (!text.includes("\\u") || !REFUSED.test(text)) return text;
  return JSON.stringify(value, (_key, one) =>
    typeof one === "string" ? one.toWellFormed().replaceAll("\0", "\ufffd") : one,
  );
}

/** The same text for the same JSON, whatever the order of its keys (jsonb has one of its own). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(",")}}`;
}

/** 22 characters that stand for these values; ours to compare, nobody's to attack. */
export function digest(parts: readonly string[]): string {
  return hash("md5", parts.join("\u001f"), "base64url");
}

/** How a cell counts in a hash: the same whether about to be written or read back. */
export const hashText = (cell: unknown): string =>
  cell === null || cell === undefined
    ? "\u0001"
    : cell instanceof Date
      ? cell.toISOString()
      : String(cell).replaceAll("\0", "\ufffd");
