import { dateFrom } from "./people.ts";
import { money, type TableRow } from "./row.ts";
import type { Shop } from "./shop.ts";

interface Bill {
  index: number;
  userid: number;
  service: number;
  cents: number;
  description: string;
}

/** An order, an invoice with two lines and 19 % tax, and for nine of ten the payment. */
export function* billOf(shop: Shop, { index, userid, service, cents, description }: Bill): Generator<TableRow> {
  const id = shop.space("tblinvoices").next();
  const paid = index % 10 !== 0;
  const setup = 500;
  const subtotal = cents + setup;
  const tax = Math.round(subtotal * 0.19);
  const days = index % 300;
  const date = dateFrom(days);
  yield [
    "tblorders",
    {
      id: shop.space("tblorders").next(),
      ordernum: 1_000_000_000 + service,
      userid,
      date: `${date} 12:00:00`,
      amount: money(subtotal + tax),
      paymentmethod: "stripe",
      invoiceid: id,
      status: "Active",
      ipaddress: "192.0.2.10",
    },
  ];
  yield [
    "tblinvoices",
    {
      id,
      userid,
      invoicenum: paid ? `INV-2026-${String(index + 1).padStart(7, "0")}` : "",
      date,
      duedate: dateFrom(days - 14),
      datepaid: paid ? `${date} 12:00:10` : "0000-00-00 00:00:00",
      subtotal: money(subtotal),
      credit: "0.00",
      tax: money(tax),
      tax2: "0.00",
      total: money(subtotal + tax),
      taxrate: "19.000",
      status: paid ? "Paid" : "Unpaid",
      paymentmethod: "stripe",
      created_at: `${date} 12:00:00`,
    },
  ];
  const line = (type: string, relid: number, text: string, amount: number): TableRow => [
    "tblinvoiceitems",
    {
      id: shop.space("tblinvoiceitems").next(),
      invoiceid: id,
      userid,
      type,
      relid,
      description: text,
      amount: money(amount),
      taxed: 1,
      duedate: date,
      paymentmethod: "stripe",
    },
  ];
  yield line("Hosting", service, description, cents);
  yield line("Setup", service, "Setup", setup);
  if (paid)
    yield [
      "tblaccounts",
      {
        id: shop.space("tblaccounts").next(),
        userid,
        currency: 0,
        gateway: "stripe",
        date: `${date} 12:00:10`,
        description: "Invoice Payment",
        amountin: money(subtotal + tax),
        fees: "0.35",
        transid: `ch_${id}`,
        invoiceid: id,
        rate: "1.00000",
      },
    ];
}
