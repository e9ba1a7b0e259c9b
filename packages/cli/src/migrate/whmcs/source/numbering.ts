import type { Numbering } from "../transform/shop.ts";
import type { Source } from "./rows.ts";
import * as tables from "./tables.ts";

/** Where invoice numbers stand. Without WHMCS's sequential numbering the invoices' own ids are their numbers. */
export async function readNumbering(source: Source): Promise<Numbering> {
  const rows = await source.all(tables.configuration);
  const setting = (name: string) => rows.find((row) => row.setting === name);
  const standing = setting("SequentialInvoiceNumberValue");
  if (setting("SequentialInvoiceNumbering")?.value === "on" && standing) {
    const format = setting("SequentialInvoiceNumberFormat")?.value || "{NUMBER}";
    return { sequential: true, from: standing.id, next: standing.value, format };
  }
  const [last] = await source.query("select ifnull(max(id), 0) as id from tblinvoices");
  const step = Math.max(1, Number(setting("InvoiceIncrement")?.value) || 1);
  return { sequential: false, from: null, next: String(Number(last?.id ?? 0) + step), format: "{NUMBER}" };
}
