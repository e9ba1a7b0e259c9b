import type { Kind } from "@hostwright/core/migration";

/** What becomes of a table's rows. */
export type Place =
  /** They become entities of these kinds. */
  | { place: "entities"; kinds: readonly Kind[] }
  /** They go with rows of another table. `rest`: SQL on `t` for rows that do not, and are kept as legacy records. */
  | { place: "with"; table: string; rest?: string }
  /** Kept verbatim as legacy records. `where`: only those rows. */
  | { place: "legacy" }
  /** Left out, because the mapping says so. */
  | { place: "left" };

const entities = (...kinds: Kind[]): Place => ({ place: "entities", kinds });
const goesWith = (table: string, rest?: string): Place => ({
  place: "with",
  table,
  ...(rest === undefined ? {} : { rest }),
});

const PLACES: Record<string, Place> = {
  tblcurrencies: entities("currencies"),
  tblusers: entities("users"),
  tblusers_clients: entities("memberships"),
  tblclients: entities("tenants", "users", "memberships"),
  tblcontacts: entities("contacts", "users", "memberships"),
  tblproducts: entities("plans"),
  tblservers: entities("endpoints"),
  tblhosting: entities("servers"),
  tblhostingconfigoptions: goesWith("tblhosting"),
  tblcustomfieldsvalues: goesWith(
    "tblhosting",
    "t.fieldid not in (select id from tblcustomfields where type = 'product')",
  ),
  mod_pvewhmcs_vms: goesWith("tblhosting"),
  ProxmoxAddon_Vm: goesWith("tblhosting"),
  puqProxmoxKVM_vm_info: goesWith("tblhosting"),
  tblpricing: goesWith("tblproducts", "t.type <> 'product'"),
  tblinvoices: entities("invoices"),
  tblinvoiceitems: goesWith("tblinvoices"),
  mod_invoicedata: goesWith("tblinvoices", "t.invoiceid not in (select id from tblinvoices)"),
  tblaccounts: entities("transactions"),
  tblcredit: entities("credits"),
  tbltickets: entities("tickets"),
  tblticketreplies: goesWith("tbltickets"),
};

/** Every table has a place: what has none of its own is kept verbatim. */
export function placeOf(table: string, decided: Readonly<Record<string, "legacy" | "leave">>): Place {
  const own = PLACES[table];
  if (own) return own;
  return decided[table] === "leave" ? { place: "left" } : { place: "legacy" };
}

/** Columns that are never fetched, whatever the table: card and account numbers, and what opens something. */
const SECRET =
  /passw|secret|^auth(?:data|module)$|accesshash|securityqans|pwreset|second_factor|(?:remember|reset|verification)_token|^token$|card_data|account_data|cvv/i;
const CARD = new Set(["cardnum", "startdate", "expdate", "issuenumber", "bankacct", "bankcode"]);

export function isWithheld(table: string, column: string): boolean {
  return SECRET.test(column) || (table === "tblclients" && CARD.has(column));
}
