import type { SnapshotRow } from "../transform/invoice-snapshot.ts";
import type { Range } from "./belonging.ts";
import { int, table } from "./columns.ts";
import type { Source } from "./rows.ts";
import { invoiceData } from "./tables.ts";

/** Which row belongs to which invoice, without the row: no index leads there, and a row is some kilobytes. */
const ids = table(invoiceData.name, { id: int, invoiceid: int });

/** The buyers as at issue of the invoices `from`–`to`, in order of the invoice; of one invoice in order of their making. */
export async function snapshots(source: Source, range: Range): Promise<SnapshotRow[]> {
  const found = source.layout.tables.get(invoiceData.name);
  if (!found) return [];
  if (found.indexed.has("invoiceid") || !found.columns.has("id"))
    return source.belonging(invoiceData, "invoiceid", range, { atOnce: 10_000 });
  const wanted = await source.belonging(ids, "invoiceid", range);
  if (wanted.length === 0) return [];
  const list = wanted.map(({ id }) => id).join(", ");
  return source.belonging(invoiceData, "invoiceid", range, { via: "id", where: `t.id in (${list})` });
}
