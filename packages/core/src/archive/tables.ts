import type { Json } from "../kernel/tables.ts";

/** Documents another system has issued, as a migration brings them; nothing here changes them (migration/load/archive.ts). */
export interface ArchiveInvoiceTable {
  id: string;
  tenant_id: string;
  number: string | null;
  status: string;
  /** Days of the calendar, `YYYY-MM-DD`. */
  issued: string | null;
  due: string | null;
  paid_at: Date | null;
  currency: string;
  rate: string | null;
  buyer: Json<unknown>;
  /** Minor units of the currency, all amounts. */
  subtotal: number;
  credit: number;
  total: number;
  taxes: Json<unknown>;
  lines: Json<unknown>;
  payment_method: string;
  notes: string;
}

export interface ArchiveTransactionTable {
  id: string;
  tenant_id: string | null;
  invoice_id: string | null;
  at: Date | null;
  currency: string;
  amount_in: number;
  amount_out: number;
  fees: number;
  rate: string | null;
  gateway: string;
  reference: string;
  description: string;
}

export interface ArchiveCreditTable {
  id: string;
  tenant_id: string;
  on_day: string | null;
  currency: string;
  amount: number;
  description: string;
}

export interface ArchiveTicketTable {
  id: string;
  /** null: from somebody who was no client. */
  tenant_id: string | null;
  reference: string;
  department: string;
  subject: string;
  status: string;
  urgency: string;
  service: Json<unknown> | null;
  messages: Json<unknown>;
}

export interface ArchiveAttachmentTable {
  id: string;
  tenant_id: string | null;
  ticket_id: string;
  message: string;
  name: string;
  file: string;
  size: number | null;
  /** Where its file is in the object store; null: there is none any more. */
  sha256: string | null;
}

/** A file that may go from the object store, asked for by one request. */
export interface ObjectRemovalTable {
  sha256: string;
  request_id: string;
  due_at: Date;
}

export interface CurrencyTable {
  code: string;
  prefix: string;
  suffix: string;
  decimals: number;
  rate: string;
  is_default: boolean;
}

declare module "../kernel/tables.ts" {
  interface Tables {
    archive_invoices: ArchiveInvoiceTable;
    archive_transactions: ArchiveTransactionTable;
    archive_credits: ArchiveCreditTable;
    archive_tickets: ArchiveTicketTable;
    archive_attachments: ArchiveAttachmentTable;
    object_removals: ObjectRemovalTable;
    currencies: CurrencyTable;
  }
}
