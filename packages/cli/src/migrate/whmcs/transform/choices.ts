import type { Mapping } from "../mapping/schema.ts";
import type { RowOf } from "../source/columns.ts";
import type { customFieldValues, hostingOptions } from "../source/tables.ts";
import type { Choice, ChosenValue } from "./choice.ts";
import { type OptionName, parseOptionName } from "./option-name.ts";
import type { Shop } from "./shop.ts";

export interface Choices {
  choices: Choice[];
  /** Options that no longer exist: what they stood for cannot be known. */
  lost: { option: number; sub: number; qty: number }[];
  /** Values of password fields, as WHMCS encrypted them. */
  sealed: { from: string; name: OptionName; value: string }[];
}

const texts = new Map<string, OptionName>();

/** Values repeat in every other row; parsed once. */
function parsed(raw: string): OptionName {
  const known = texts.get(raw);
  if (known) return known;
  const name = parseOptionName(raw);
  if (texts.size > 10_000) texts.clear();
  texts.set(raw, name);
  return name;
}

/** What a service chose and what was entered for it. */
export function choicesOf(
  shop: Shop,
  options: readonly RowOf<typeof hostingOptions.columns>[],
  values: readonly RowOf<typeof customFieldValues.columns>[],
  decided: Mapping["options"],
): Choices {
  const choices: Choice[] = [];
  const lost: Choices["lost"] = [];
  const sealed: Choices["sealed"] = [];
  for (const { configid, optionid, qty } of options) {
    const option = shop.options.get(configid);
    if (!option && decided[String(configid)]?.is !== undefined) {
      const value = { kind: "deleted", sub: optionid, message: `option ${configid} no longer exists` } as const;
      choices.push({ from: `option:${configid}`, name: parsed(`option ${configid}`), value });
      continue;
    }
    if (!option) {
      lost.push({ option: configid, sub: optionid, qty });
      continue;
    }
    choices.push({
      from: option.from,
      name: option.name,
      value: chosenValue(shop, configid, option.type, optionid, qty),
    });
  }
  for (const { fieldid, value } of values) {
    const field = shop.fields.get(fieldid);
    if (!field) continue;
    if (field.secret) sealed.push({ from: field.from, name: field.name, value });
    else choices.push({ from: field.from, name: field.name, value: { kind: "text", text: parsed(value), sub: null } });
  }
  return { choices, lost, sealed };
}

function chosenValue(
  shop: Shop,
  configid: number,
  type: "drop_down" | "radio" | "yes_no" | "quantity" | undefined,
  optionid: number,
  qty: number,
): ChosenValue {
  const sub = shop.subOptions.get(optionid);
  const gone = !sub || sub.option !== configid;
  switch (type) {
    case "quantity":
      return { kind: "quantity", count: qty, of: gone ? NAMELESS : sub.name, sub: optionid };
    case "yes_no":
      return { kind: "yes_no", yes: qty > 0, of: gone ? NAMELESS : sub.name, sub: optionid };
    case "drop_down":
    case "radio":
      if (optionid === 0) return { kind: "text", text: NAMELESS, sub: optionid };
      if (gone)
        return { kind: "deleted", sub: optionid, message: `the chosen sub-option ${optionid} no longer exists` };
      return { kind: "text", text: sub.name, sub: optionid };
    case undefined:
      return { kind: "deleted", sub: optionid, message: "the option is of no kind that WHMCS has" };
  }
}

/** A quantity without a sub-option still counts: only its unit is not told. */
const NAMELESS: OptionName = { raw: "", internal: "", shown: "" };
