import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Column, parseLayout, type Table } from "./table.ts";

/** Layouts in the field: the last of version 7, the one whose every column is known, and a late 8. */
export const SHAPES = ["7.8", "8.4", "8.13"] as const;
export type Shape = (typeof SHAPES)[number];

/** What `tblconfiguration` says, as WHMCS writes its version. */
export const VERSIONS: Record<Shape, string> = {
  "7.8": "7.8.3-release.1",
  "8.4": "8.4.1-release.1",
  "8.13": "8.13.1-release.1",
};

/** Every table of a shape, WHMCS's own and those of the modules that its shop uses. */
export function layoutOf(shape: Shape): Table[] {
  const tables = ["whmcs-8.4.txt", "other-tables.txt", "module-tables.txt"].flatMap((file) =>
    parseLayout(readFileSync(join(import.meta.dirname, file), "utf8")),
  );
  return SHAPING[shape](tables);
}

const SHAPING: Record<Shape, (tables: Table[]) => Table[]> = {
  "7.8": (tables) =>
    tables
      .filter(({ name }) => !USERS.has(name))
      .map((table) => without(table, NEW_IN_8[table.name] ?? []))
      .map(withOldPveModule)
      .map(withOldSnapshots)
      .map((table) => ({ ...table, columns: table.columns.map(shortMoney), ...OLD_STORAGE[table.name] })),
  "8.4": (tables) => tables.map(withOldPveModule),
  "8.13": (tables) =>
    tables
      .map((table) => without(table, GONE_LATE[table.name] ?? []))
      .map((table) => ({ ...table, columns: [...table.columns, ...(NEW_LATE[table.name] ?? [])] }))
      .map((table) => ({ ...table, charset: "utf8mb4", collation: "utf8mb4_unicode_ci" })),
};

/** People came with 8; before, clients and contacts sign in themselves. */
const USERS = new Set(["tblusers", "tblusers_clients"]);

/** Each refers to users, to quantities of a service, or to addresses of the new shop, none of which 7 has. */
const NEW_IN_8: Record<string, string[]> = {
  tblhosting: ["qty"],
  tblhostingaddons: ["qty"],
  tbladdons: ["allowqty"],
  tblproducts: ["slug"],
  tblproductgroups: ["slug"],
  tblorders: ["requestor_id", "admin_requestor_id"],
  tbltickets: ["requestor_id"],
  tblticketreplies: ["requestor_id"],
};

/** Card data has left the client's row for good. */
const GONE_LATE: Record<string, string[]> = {
  tblclients: ["cardtype", "cardlastfour", "cardnum", "startdate", "expdate", "issuenumber"],
};

const text = (name: string): Column => ({ name, type: "text", nullable: true, auto: false, default: undefined });
const NEW_LATE: Record<string, Column[]> = {
  tblproducts: [text("short_description"), text("tagline")],
  tbltickets: [
    { name: "prevent_client_closure", type: "tinyint(1)", nullable: false, auto: false, default: "0" },
    { name: "pinned_at", type: "timestamp", nullable: true, auto: false, default: undefined },
  ],
};

/** What an installation of fifteen years has never converted: UTF-8 bytes in latin1 columns, and MyISAM. */
const OLD_STORAGE: Record<string, Pick<Table, "engine" | "charset" | "collation">> = {
  tblnotes: { engine: "MyISAM", charset: "latin1", collation: "latin1_swedish_ci" },
  tblticketreplies: { engine: "InnoDB", charset: "latin1", collation: "latin1_swedish_ci" },
  tblservers: { engine: "MyISAM", charset: "utf8", collation: "utf8_general_ci" },
};

function without(table: Table, names: readonly string[]): Table {
  return {
    ...table,
    columns: table.columns.filter(({ name }) => !names.includes(name)),
    keys: table.keys.filter(({ columns }) => !columns.some((column) => names.includes(column))),
  };
}

const shortMoney = (column: Column): Column =>
  column.type === "decimal(16,2)" ? { ...column, type: "decimal(10,2)" } : column;

/** Before 1.2.10 the VM id was the row's own id, which is the service's. */
const withOldPveModule = (table: Table): Table =>
  table.name === "mod_pvewhmcs_vms" ? without(table, ["vmid", "node_id"]) : table;

/** Snapshots of buyers had no key of their own. */
const withOldSnapshots = (table: Table): Table =>
  table.name === "mod_invoicedata" ? { ...without(table, ["id", "version"]), primary: [] } : table;
