/** Why a value does not have the format its schema names; the text goes to the client after `invalid format - `. */
export class FormatError extends Error {}

/** A named format: throws FormatError with Proxmox's words when the value does not have it. */
export type Validator = (value: string) => void;

/** Items separated by commas, semicolons or blanks (PVE/ParseUtils.pm, split_list). */
export function splitList(text: string | undefined): string[] {
  if (text === undefined) return [];
  if (text.includes("\0")) return text.split("\0").filter((item) => item !== "");
  return text.split(/[,;\s]+/).filter((item) => item !== "");
}
