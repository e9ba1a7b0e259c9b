import type { Outcome } from "@hostwright/core/migration";
import type { TableLayout } from "../source/layout.ts";
import { isWithheld, placeOf } from "../source/places.ts";
import { quoted } from "../source/select.ts";
import { legacyOutcome } from "../transform/legacy.ts";
import { BATCH, changedSince, type Reading } from "./reading.ts";

/** Written once and never changed. */
const HISTORY = new Set(["tblactivitylog", "tblorders", "tblemails", "tblgatewaylog", "tblmodulelog", "tblticketlog"]);

/** Everything that has no place of its own, table by table, verbatim. */
export async function* legacy(reading: Reading): AsyncGenerator<Outcome[]> {
  const { source, rules } = reading;
  for (const table of source.layout.tables.values()) {
    const place = placeOf(table.name, rules.mapping.tables);
    if (place.place === "legacy")
      yield* rowsOf(reading, table, HISTORY.has(table.name) ? changedSince(reading, table.name, ["date"]) : "1=1");
    if (place.place === "with" && place.rest !== undefined) yield* rowsOf(reading, table, place.rest);
  }
  yield* notServers(reading);
  yield* partsOf(reading, "tblhosting", "subscriptionid", "Subscription");
  yield* partsOf(reading, "tblclients", "gatewayid", "Gateway token");
}

/** Products that are not sold here, and their services. */
async function* notServers(reading: Reading): AsyncGenerator<Outcome[]> {
  const { tables } = reading.source.layout;
  const ids = [...reading.rules.shop.products.values()].filter(({ as }) => as.is === "legacy").map(({ id }) => id);
  if (ids.length === 0) return;
  for (const [name, column] of [
    ["tblproducts", "id"],
    ["tblhosting", "packageid"],
  ] as const) {
    const table = tables.get(name);
    if (table) yield* rowsOf(reading, table, `t.${column} in (${ids.join(", ")})`);
  }
}

/** One column of rows that otherwise have a place: what it says has none. */
async function* partsOf(reading: Reading, name: string, column: string, title: string): AsyncGenerator<Outcome[]> {
  const table = reading.source.layout.tables.get(name);
  if (!table?.columns.has(column)) return;
  const legacyProducts = [...reading.rules.shop.products.values()].filter(({ as }) => as.is === "legacy");
  const elsewhere =
    name === "tblhosting" && legacyProducts.length > 0
      ? `t.packageid not in (${legacyProducts.map(({ id }) => id).join(", ")})`
      : "1=1";
  const owner = name === "tblclients" ? "id" : "userid";
  const columns = new Map([...table.columns].filter(([each]) => each === "id" || each === column || each === owner));
  yield* rowsOf(reading, { ...table, columns }, `t.${quoted(column)} <> '' and ${elsewhere}`, title);
}

const OWNERS = ["userid", "clientid", "client_id"];

async function* rowsOf(reading: Reading, table: TableLayout, where: string, title?: string): AsyncGenerator<Outcome[]> {
  const names = [...table.columns.keys()];
  const shown = names.filter((name) => !isWithheld(table.name, name));
  const withheld = names.filter((name) => isWithheld(table.name, name));
  const owner = table.name === "tblclients" ? "id" : OWNERS.find((name) => table.columns.has(name));
  const owned = owner === undefined ? "null" : "c.id";
  const join = owner === undefined ? "" : `left join tblclients c on c.id = t.${quoted(owner)}`;
  const keys = table.key.length > 0 ? table.key : names;
  const order = keys.map((key) => `t.${quoted(key)}`).join(", ");
  const list = [...shown.map((name) => `t.${quoted(name)} as ${quoted(name)}`), `${owned} as ${quoted(OWNER)}`].join(
    ", ",
  );
  const seen = new Map<string, number>();
  let after: (string | number)[] | undefined;
  for (let page = 0; ; page++) {
    const keyed = table.key.length > 0;
    const start = keyed && after ? `(${order}) > (${after.map(() => "?").join(", ")}) and` : "";
    const offset = keyed ? "" : ` offset ${page * BATCH}`;
    const rows = await reading.source.query(
      `select ${list} from ${quoted(table.name)} t ${join} where ${start} (${where}) order by ${order} limit ${BATCH}${offset}`,
      keyed ? (after ?? []) : [],
    );
    if (rows.length === 0) return;
    yield rows.map((row) =>
      legacyOutcome({
        table: table.name,
        keys: table.key,
        row,
        names: shown,
        owner: row[OWNER],
        withheld,
        title,
        seen,
      }),
    );
    if (rows.length < BATCH) return;
    const last = rows.at(-1);
    after = keys.map((key) => (typeof last?.[key] === "number" ? last[key] : String(last?.[key])));
  }
}
/** No column of WHMCS; the driver gives no control characters back. */
const OWNER = "$owner";
