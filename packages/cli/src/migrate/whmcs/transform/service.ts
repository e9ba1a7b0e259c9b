import type { Entity, Outcome } from "@hostwright/core/migration";
import { addonGives } from "./addon.ts";
import { addressesIn } from "./addresses.ts";
import { billingOf, holdOf, statusOf } from "./billing.ts";
import { type Choices, choicesOf } from "./choices.ts";
import { calendarDate } from "./date.ts";
import { hostnameOf } from "./hostname.ts";
import { parseOptionName } from "./option-name.ts";
import { isRefused, setAside, source } from "./outcome.ts";
import type { Recipe } from "./recipe.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import { openSecret } from "./secret.ts";
import { contentOf, madeOf, rawOf } from "./service-content.ts";
import type { ServiceRows } from "./service-rows.ts";
import type { Shop } from "./shop.ts";
import { addTo, type Base, type SpecResult, specOf } from "./spec.ts";
import { adoptionOf } from "./vm.ts";

export interface ServiceRules extends Rules {
  shop: Shop;
  recipeOf(product: number): Recipe;
  /** `cc_encryption_hash` of configuration.php, where it was given. */
  encryptionHash: string | undefined;
}

const TABLE = "tblhosting";
const ENDED = new Set<Entity<"servers">["status"]>(["terminated", "cancelled", "fraud", "completed"]);
const COUNTED_ADDONS = new Set(["Active", "Suspended"]);

/** A `tblhosting` row as a server; undefined where its product is kept as legacy records. */
export function serviceOutcome(rows: ServiceRows, rules: ServiceRules): Outcome | undefined {
  const { row } = rows;
  const { mapping, shop } = rules;
  const product = shop.products.get(row.packageid);
  if (product?.as.is === "legacy") return undefined;
  const judge = new RowJudge(rules, TABLE, row.id);
  const content = contentOf(rows);
  const tenant = mapping.assign[judge.row]?.tenant ?? row.userid;
  const currency = shop.currencies.get(row.currency);
  if (tenant === row.userid && row.currency < 0) judge.refuse("orphan", `client ${row.userid} does not exist`);
  else if (!currency) judge.refuse("parent_set_aside", `client ${row.userid} has the unknown currency ${row.currency}`);
  if (!product) judge.refuse("orphan", `product ${row.packageid} does not exist`);
  if (row.server !== 0 && !shop.servers.has(row.server)) judge.refuse("orphan", `server ${row.server} does not exist`);
  if (product?.as.is === "set_aside") judge.problems.push(product.as.problem);
  if (!product || !currency || isRefused(judge.problems)) return refusal(row.id, content, judge);
  if (rows.vms.some(({ container }) => container)) {
    judge.refuse("container_lxc", "the module says it is an LXC container", `products: {${product.id}: {as: legacy}}`);
    return refusal(row.id, content, judge);
  }

  const status = statusOf(row.domainstatus, mapping.statuses, judge);
  const chosen = choicesOf(shop, rows.options, rows.values, mapping.options);
  refuseLost(chosen, judge);
  openSealed(chosen, rules.recipeOf(product.id), judge, rules.encryptionHash);
  const spec = specOf(
    {
      recipe: rules.recipeOf(product.id),
      choices: chosen.choices,
      base: product.base,
      quantity: Math.max(1, row.qty),
      extra: addonsOf(rows, judge, rules),
    },
    mapping,
  );
  judge.problems.push(...spec.problems);
  judge.notes.push(...spec.notes);
  const ended = ENDED.has(status);
  const hostname = hostnameFrom(row, spec, judge, rules);
  const vm = { module: rows.vms, fields: spec.vmids, shared: shop.sharedVms.get(row.id) };
  const adoption = judge.take(adoptionOf({ id: row.id, ended }, vm, mapping.adopt), null);
  const entity: Entity<"servers"> = {
    tenant: { table: "tblclients", id: String(tenant) },
    plan: { table: "tblproducts", id: String(product.id) },
    endpoint: row.server === 0 ? null : { table: "tblservers", id: String(row.server) },
    name: hostname ?? `${product.name} ${row.id}`,
    status,
    hold: status === "suspended" ? holdOf(row.id, judge.text("suspendreason", row.suspendreason), mapping.holds) : null,
    spec: { ...spec.spec, hostname },
    addresses: addressesFrom(rows, spec, judge),
    billing: billingOf(row, { currency, status, judge, cycles: mapping.cycles }),
    adoption,
    created: judge.moment("regdate", row.regdate),
    ended: ended ? endOf(row, judge) : null,
    raw: rawOf(row, chosen, rows.addons, judge),
  };
  if (isRefused(judge.problems)) return refusal(row.id, content, judge);
  return {
    source: source(TABLE, row.id, content, madeOf(entity, judge)),
    kind: "servers",
    outcome: "entity",
    entity,
    ...(judge.notes.length > 0 ? { notes: judge.notes } : {}),
  };
}

function refusal(id: number, content: string, { problems }: RowJudge): Outcome | undefined {
  return isRefused(problems) ? setAside("servers", TABLE, id, content, problems) : undefined;
}

/** Options that were deleted from the shop, unless the mapping says what they were. */
function refuseLost({ lost }: Choices, judge: RowJudge): void {
  for (const { option } of lost) {
    judge.refuse(
      "option_deleted",
      `the chosen option ${option} no longer exists`,
      `options: {${option}: {is: memory_mb, <sub-option id>: <number>}} or options: {${option}: {is: nothing}}`,
    );
  }
}

/** Password fields that stand for a part of the specification; all others stay as they are, encrypted. */
function openSealed(
  { sealed, choices }: Choices,
  recipe: Recipe,
  judge: RowJudge,
  encryptionHash: string | undefined,
): void {
  for (const { from, name, value } of sealed) {
    if (value === "" || !recipe.reading(from, name)) continue;
    const label = `${from} (${name.shown})`;
    if (encryptionHash === undefined) {
      judge.notes.push(`${label} is encrypted: --cc-encryption-hash opens it`);
      continue;
    }
    const opened = openSecret(value, encryptionHash);
    if (opened === undefined) judge.refuse("decryption_failed", `${label} cannot be opened with the given hash`);
    else choices.push({ from, name, value: { kind: "text", text: parseOptionName(opened), sub: null } });
  }
}

function addonsOf({ addons }: ServiceRows, judge: RowJudge, { shop, mapping }: ServiceRules): Base {
  let extra: Base = {};
  for (const { addonid, name, qty, status } of addons) {
    if (!COUNTED_ADDONS.has(status)) continue;
    const gives = judge.take(addonGives(addonid, name || (shop.addons.get(addonid)?.name ?? ""), mapping.addons), {});
    extra = addTo(extra, gives, Math.max(1, qty));
  }
  return extra;
}

function hostnameFrom(
  row: ServiceRows["row"],
  spec: SpecResult,
  judge: RowJudge,
  { mapping }: ServiceRules,
): string | null {
  const rule = mapping.products[String(row.packageid)]?.hostname;
  const fieldAlone = typeof rule === "object" && rule.from !== undefined;
  const texts = fieldAlone ? spec.hostnames : [judge.text("domain", row.domain), ...spec.hostnames];
  return judge.take(hostnameOf(row.id, texts, mapping.hostnames, judge.notes), null);
}

/** As WHMCS shows them to the customer; else as fields say; else as the module does. */
function addressesFrom({ row, addresses }: ServiceRows, spec: SpecResult, judge: RowJudge): string[] {
  for (const texts of [[row.dedicatedip, row.assignedips], spec.addresses, addresses]) {
    const found = addressesIn(texts);
    if (found.unread.length > 0) judge.notes.push(`addresses: left out ${found.unread.join(", ")}`);
    if (found.addresses.length > 0) return found.addresses;
  }
  return [];
}

/** The day it ended, where one is written down. */
function endOf(row: ServiceRows["row"], judge: RowJudge): string | null {
  const ended = judge.date("termination_date", row.termination_date);
  return (
    ended ?? (calendarDate(row.completed_date).date === null ? null : judge.date("completed_date", row.completed_date))
  );
}
