import type { OptionName } from "./option-name.ts";

/** What a service says in one option or field. */
export interface Choice {
  /** As the mapping file names it: `option:12`, `field:7`. */
  from: string;
  name: OptionName;
  value: ChosenValue;
}

export type ChosenValue =
  /** A drop-down's or radio's sub-option, or a field's text. */
  | { kind: "text"; text: OptionName; sub: number | null }
  /** So many of what the sub-option calls one. */
  | { kind: "quantity"; count: number; of: OptionName; sub: number | null }
  /** A yes/no; `of` is what `yes` gives. */
  | { kind: "yes_no"; yes: boolean; of: OptionName; sub: number | null }
  /** It was deleted from the shop, or belongs to another option. */
  | { kind: "deleted"; sub: number; message: string };

/** For people and for `raw`: what was chosen, as written. */
export function shownValue(value: ChosenValue): string {
  switch (value.kind) {
    case "text":
      return value.text.raw;
    case "quantity":
      return `${value.count} × ${value.of.raw}`;
    case "yes_no":
      return value.yes ? "yes" : "no";
    case "deleted":
      return "(deleted)";
  }
}
