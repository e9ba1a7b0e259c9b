import { decodeEntities } from "./entities.ts";

/** A WHMCS name: `internal|Shown` for options and sub-options, `name|Label` for custom fields. */
export interface OptionName {
  /** As stored, so that a mapping file can name exactly this one. */
  raw: string;
  /** What the module reads: before the first pipe. Without a pipe, all of it. */
  internal: string;
  /** What people see: after the first pipe. Without a pipe, all of it. */
  shown: string;
}

/** Splits at the first pipe only: a shown text may hold further ones. HTML entities are decoded in both halves. */
export function parseOptionName(raw: string): OptionName {
  const pipe = raw.indexOf("|");
  if (pipe < 0) {
    const name = decodeEntities(raw).trim();
    return { raw, internal: name, shown: name };
  }
  const internal = decodeEntities(raw.slice(0, pipe)).trim();
  const shown = decodeEntities(raw.slice(pipe + 1)).trim();
  return { raw, internal: internal || shown, shown: shown || internal };
}

/** The form in which names are compared: case, spaces, underscores and hyphens carry no meaning in shops' option names. */
export function nameKey(name: string): string {
  return name
    .toLowerCase()
    .replace(/[\s_-]+/g, " ")
    .trim();
}
