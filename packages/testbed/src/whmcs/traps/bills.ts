import { dateFrom } from "../company/people.ts";
import { addProduct } from "../company/product.ts";
import type { Row } from "../load/table-text.ts";
import type { Scene, Trap } from "./scene.ts";

export function invoice(scene: Scene, row: Row, lines: readonly Row[] = []): number {
  const userid = typeof row.userid === "number" ? row.userid : scene.client({ currency: 1 }).id;
  const amounts: Row = { subtotal: "10.00", tax: "1.90", taxrate: "19.000", total: "11.90" };
  const id = scene.shop.add("tblinvoices", {
    userid,
    date: dateFrom(60),
    duedate: dateFrom(46),
    status: "Paid",
    paymentmethod: "stripe",
    ...amounts,
    ...row,
  });
  const all = lines.length > 0 ? lines : [{ amount: row.subtotal ?? "10.00" }];
  const ids = all.map(() => scene.shop.newId("tblinvoiceitems")).sort((one, other) => one - other);
  for (const [at, line] of all.entries())
    scene.shop.add("tblinvoiceitems", {
      id: ids[at] ?? 0,
      invoiceid: id,
      userid,
      type: "Hosting",
      relid: 0,
      description: "Server",
      taxed: 1,
      ...line,
    });
  return id;
}

function comes(name: string, row: Row, fields: Record<string, unknown>, lines?: readonly Row[]): Trap {
  return {
    name,
    plant(scene) {
      scene.expect("tblinvoices", invoice(scene, row, lines), { outcome: "created", fields }, { kind: "invoices" });
    },
  };
}

export const BILLS: readonly Trap[] = [
  ...["Paid", "Unpaid", "Cancelled", "Refunded", "Collections", "Payment Pending", "in Klärung"].map((status) =>
    comes(
      `invoice-status-${status.toLowerCase().replace(/[^a-z]+/g, "-")}`,
      { status },
      { status: status.toLowerCase() },
    ),
  ),
  comes("invoice-draft", { status: "Draft", invoicenum: "" }, { status: "draft", number: null }),
  comes("invoice-proforma", { status: "Unpaid", invoicenum: "" }, { number: null }),
  {
    name: "invoice-from-before-the-sequence",
    plant(scene) {
      const id = invoice(scene, { status: "Paid", invoicenum: "" });
      scene.expect("tblinvoices", id, { outcome: "created", fields: { number: String(id) } }, { kind: "invoices" });
    },
  },
  comes("invoice-number-as-issued", { invoicenum: "RE/2019-0007" }, { number: "RE/2019-0007" }),
  comes(
    "invoice-with-two-taxes",
    { tax2: "0.50", taxrate2: "5.000", total: "12.40" },
    { total: 1240, "taxes.1.amount": 50 },
  ),
  comes(
    "invoice-with-discount",
    { subtotal: "8.00", tax: "1.52", total: "9.52" },
    { subtotal: 800, "lines.1.amount": -200 },
    [{ amount: "10.00" }, { type: "PromoHosting", amount: "-2.00", description: "Promotion" }],
  ),
  comes("invoice-paid-by-credit", { credit: "11.90", total: "0.00" }, { credit: 1190, total: 0 }),
  comes(
    "invoice-of-cents-that-floats-lose",
    { subtotal: "0.29", tax: "0.06", total: "0.35" },
    { subtotal: 29, total: 35 },
    [{ amount: "0.29" }],
  ),
  comes(
    "invoice-of-millions",
    { subtotal: "9007199.25", tax: "0.00", total: "9007199.25", taxrate: "0.000" },
    { total: 900719925 },
  ),
  {
    name: "invoice-number-twice",
    plant(scene) {
      const invoicenum = `TWICE-${scene.random.hex(4)}`;
      const twins = [invoice(scene, { invoicenum }), invoice(scene, { invoicenum })].sort((one, other) => one - other);
      scene.expect(
        "tblinvoices",
        twins[1] ?? 0,
        { outcome: "set_aside", code: "duplicate_invoice_number" },
        { kind: "invoices" },
      );
    },
  },
  {
    name: "invoice-in-yen",
    plant(scene) {
      const { id: userid } = scene.client({ currency: 3 });
      const id = invoice(scene, { userid, subtotal: "1000.00", tax: "100.00", total: "1100.00", taxrate: "10.000" });
      scene.expect(
        "tblinvoices",
        id,
        { outcome: "created", fields: { currency: "JPY", total: 1100 } },
        { kind: "invoices" },
      );
    },
  },
  {
    name: "invoice-in-parts-of-a-yen",
    plant(scene) {
      const { id: userid } = scene.client({ currency: 3 });
      const id = invoice(scene, { userid, subtotal: "1000.50", tax: "0.00", total: "1000.50" });
      scene.expect("tblinvoices", id, { outcome: "set_aside", code: "unreadable_money" }, { kind: "invoices" });
    },
  },
  {
    name: "payment-and-refund",
    plant(scene) {
      const { id: userid } = scene.client({ currency: 2 });
      const invoiceid = invoice(scene, { userid, status: "Refunded" });
      const row = { userid, invoiceid, gateway: "stripe", date: `${dateFrom(50)} 10:00:00`, rate: "1.08450" };
      const paid = scene.shop.add("tblaccounts", { ...row, amountin: "11.90", fees: "0.64", transid: "ch_1" });
      const back = scene.shop.add("tblaccounts", { ...row, amountout: "11.90", transid: "re_1", refundid: paid });
      scene.expect(
        "tblaccounts",
        paid,
        { outcome: "created", fields: { currency: "USD", amount_in: 1190, fees: 64 } },
        { kind: "transactions" },
      );
      scene.expect(
        "tblaccounts",
        back,
        { outcome: "created", fields: { amount_in: 0, amount_out: 1190 } },
        { kind: "transactions" },
      );
    },
  },
  {
    name: "transaction-of-nobody",
    plant(scene) {
      const id = scene.shop.add("tblaccounts", {
        userid: 0,
        currency: 2,
        gateway: "stripe",
        date: `${dateFrom(50)} 10:00:00`,
        amountin: "3.00",
        transid: "ch_0",
      });
      scene.expect(
        "tblaccounts",
        id,
        { outcome: "created", fields: { tenant: null, currency: "USD", amount_in: 300 } },
        { kind: "transactions" },
      );
    },
  },
  {
    name: "credit-given-and-used",
    plant(scene) {
      const { id: clientid } = scene.client({ currency: 1, credit: "5.00" });
      for (const [amount, minor] of [
        ["15.00", 1500],
        ["-10.00", -1000],
      ] as const) {
        const id = scene.shop.add("tblcredit", { clientid, date: dateFrom(30), description: "Credit", amount });
        scene.expect(
          "tblcredit",
          id,
          { outcome: "created", fields: { amount: minor, currency: "EUR" } },
          { kind: "credits" },
        );
      }
    },
  },
  {
    name: "price-switched-off",
    plant(scene) {
      const { id } = addProduct(scene.shop, { name: `Trap: ${scene.random.hex(4)}`, module: "pvewhmcs" });
      scene.shop.know("products", id, { as: "server", cores: 1, memory_mb: 1024, disk_gb: 10 });
      scene.expect(
        "tblproducts",
        id,
        { outcome: "created" },
        { kind: "plans", note: "cycles with a negative price are not sold" },
      );
    },
  },
];
