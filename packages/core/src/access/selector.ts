import { type Expression, expressionBuilder, type SqlBool, sql } from "kysely";
import { invalidField, type Tables } from "../kernel/index.ts";

/** One requirement of a label selector. `exists` without values: the key alone counts. */
export interface Requirement {
  key: string;
  negated: boolean;
  /** null: any value. */
  values: string[] | null;
}

const KEY = "[A-Za-z0-9./_-]+";
const VALUE = "[A-Za-z0-9._-]*";
const FORMS: [RegExp, (match: RegExpExecArray) => Requirement][] = [
  [
    new RegExp(`^(${KEY})\\s*(?:==|=)\\s*(${VALUE})$`),
    ([, key = "", value = ""]) => ({ key, negated: false, values: [value] }),
  ],
  [
    new RegExp(`^(${KEY})\\s*!=\\s*(${VALUE})$`),
    ([, key = "", value = ""]) => ({ key, negated: true, values: [value] }),
  ],
  [
    new RegExp(`^(${KEY})\\s+(in|notin)\\s+\\(([^()]*)\\)$`),
    ([, key = "", word, list = ""]) => ({
      key,
      negated: word === "notin",
      values: list.split(",").map((one) => one.trim()),
    }),
  ],
  [new RegExp(`^!\\s*(${KEY})$`), ([, key = ""]) => ({ key, negated: true, values: null })],
  [new RegExp(`^(${KEY})$`), ([, key = ""]) => ({ key, negated: false, values: null })],
];

/**
 * Parses a label selector as Kubernetes and Hetzner Cloud have it.
 * @throws AppError `invalid_input` naming the field and the part that is wrong.
 */
export function parseSelector(text: string | undefined, field = "label_selector"): Requirement[] {
  if (!text?.trim()) return [];
  // Commas separate requirements, except inside parentheses.
  return text.split(/,(?![^(]*\))/).map((part) => {
    for (const [form, read] of FORMS) {
      const match = form.exec(part.trim());
      if (match) return read(match);
    }
    throw invalidField(field, `cannot read '${part.trim()}'`);
  });
}

/** Conditions on `servers` that a selector stands for; `k!=v` and `notin` also take servers without the key. */
export const selectorConditions = (requirements: Requirement[]): Expression<SqlBool>[] =>
  requirements.map(({ key, negated, values }) => {
    const eb = expressionBuilder<Tables, "servers">();
    let labels = eb
      .selectFrom("server_labels")
      .select(sql<number>`1`.as("one"))
      .whereRef("server_labels.server_id", "=", "servers.id")
      .whereRef("server_labels.tenant_id", "=", "servers.tenant_id")
      .where("server_labels.label_key", "=", key);
    if (values) labels = labels.where("server_labels.label_value", "in", values);
    return negated ? eb.not(eb.exists(labels)) : eb.exists(labels);
  });

/** Whether labels meet a selector; the same answer as `selectorConditions` gives of a row. */
export const meets = (labels: Record<string, string>, requirements: Requirement[]): boolean =>
  requirements.every(({ key, negated, values }) => {
    const value = labels[key];
    const found = value !== undefined && (values === null || values.includes(value));
    return found !== negated;
  });
