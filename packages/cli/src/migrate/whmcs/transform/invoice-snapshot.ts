import type { RowOf } from "../source/columns.ts";
import type { invoiceData } from "../source/tables.ts";
import { readSerialized } from "./php-serialized.ts";

export type SnapshotRow = RowOf<typeof invoiceData.columns>;

/** The buyer as WHMCS kept them when it made the invoice (`StoreClientDataSnapshotOnInvoiceCreation`). */
export interface Snapshot {
  firstname: string;
  lastname: string;
  companyname: string;
  address1: string;
  address2: string;
  city: string;
  state: string;
  postcode: string;
  country: string;
  tax_id: string;
  /** Client fields that the invoice showed. */
  fields: { name: string; value: string }[];
}

type Entries = { readonly [key: string]: unknown };

/**
 * Reads `mod_invoicedata`: JSON from WHMCS 7 on, before that PHP's `serialize`; rows of both kinds stand side by side in
 * installations that were upgraded. @returns undefined where either column is damaged (cut off at 64 KB, re-encoded)
 */
export function readSnapshot(clientsdetails: string, customfields: string): Snapshot | undefined {
  const client = entriesOf(clientsdetails);
  const fields = customfields === "" ? {} : entriesOf(customfields);
  if (!client || !fields || (text(client, "lastname") === "" && text(client, "companyname") === "")) return undefined;
  return {
    firstname: text(client, "firstname"),
    lastname: text(client, "lastname"),
    companyname: text(client, "companyname"),
    address1: text(client, "address1"),
    address2: text(client, "address2"),
    city: text(client, "city"),
    state: text(client, "state"),
    postcode: text(client, "postcode"),
    country: text(client, "countrycode") || text(client, "country"),
    tax_id: text(client, "tax_id"),
    fields: Object.values(fields).flatMap((field) => {
      if (!isEntries(field)) return [];
      const value = text(field, "value");
      return value === "" ? [] : [{ name: text(field, "fieldname"), value }];
    }),
  };
}

function entriesOf(stored: string): Entries | undefined {
  const value = /^\s*[[{]/.test(stored) ? fromJson(stored) : readSerialized(stored);
  return isEntries(value) ? value : undefined;
}

function fromJson(stored: string): unknown {
  try {
    return JSON.parse(stored);
  } catch {
    return undefined;
  }
}

const isEntries = (value: unknown): value is Entries => typeof value === "object" && value !== null;

function text(entries: Entries, key: string): string {
  const value = entries[key];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
