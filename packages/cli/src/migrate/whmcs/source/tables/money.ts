import { computed, date, decimal, int, since, table, text } from "../columns.ts";
import { joinBuyer, joinOwner, OWNER_CURRENCY, ofBuyer } from "./owner.ts";

/** Documents and payments. Card data is never fetched. */
export const invoices = table(
  "tblinvoices",
  {
    id: int,
    userid: int,
    invoicenum: text,
    date: date,
    duedate: date,
    datepaid: date,
    subtotal: decimal,
    credit: decimal,
    tax: decimal,
    tax2: decimal,
    total: decimal,
    taxrate: decimal,
    taxrate2: decimal,
    status: text,
    paymentmethod: text,
    notes: text,
    currency: OWNER_CURRENCY,
    firstname: ofBuyer("firstname"),
    lastname: ofBuyer("lastname"),
    companyname: ofBuyer("companyname"),
    address1: ofBuyer("address1"),
    address2: ofBuyer("address2"),
    city: ofBuyer("city"),
    state: ofBuyer("state"),
    postcode: ofBuyer("postcode"),
    country: ofBuyer("country"),
    tax_id: ofBuyer("tax_id"),
  },
  joinBuyer("userid"),
);

export const invoiceItems = table("tblinvoiceitems", {
  id: int,
  invoiceid: int,
  type: text,
  relid: int,
  description: text,
  amount: decimal,
  taxed: int,
});

/** The buyer as at issue, where WHMCS was told to keep them. Rows had no key of their own before 8.6. */
export const invoiceData = table("mod_invoicedata", {
  id: since(int, "0"),
  invoiceid: int,
  clientsdetails: text,
  customfields: text,
});

export const transactions = table(
  "tblaccounts",
  {
    id: int,
    userid: int,
    currency: int,
    gateway: text,
    date: date,
    description: text,
    amountin: decimal,
    fees: decimal,
    amountout: decimal,
    rate: decimal,
    transid: text,
    invoiceid: int,
    owner_currency: OWNER_CURRENCY,
    invoice_exists: computed(int, "i.id is not null"),
  },
  `${joinOwner("userid")} left join tblinvoices i on i.id = t.invoiceid and t.invoiceid > 0`,
);

export const credits = table(
  "tblcredit",
  { id: int, clientid: int, date: date, description: text, amount: decimal, relid: int, currency: OWNER_CURRENCY },
  joinOwner("clientid"),
);
