import type { Row } from "../load/table-text.ts";
import { clientRow, dateFrom, userRow } from "./people.ts";
import { LABELLED, type PlainCompany } from "./plain-company.ts";
import type { TableRow } from "./row.ts";
import type { Shop } from "./shop.ts";

/** The client `index` with its user, and now and then a contact, a domain, a ticket. */
export function* clientRows({ shop, label }: PlainCompany, index: number): Generator<TableRow> {
  const random = shop.random("client", index);
  const id = shop.space("tblclients").at(index);
  const client = clientRow(random, id);
  yield ["tblclients", client];
  if (index < LABELLED)
    label({ table: "tblclients", id: String(id), kind: "tenants", trap: "plain", expected: { outcome: "created" } });
  const user = shop.space("tblusers").at(index);
  yield ["tblusers", userRow(client, user)];
  yield [
    "tblusers_clients",
    { id: shop.space("tblusers_clients").next(), auth_user_id: user, client_id: id, owner: 1, permissions: null },
  ];
  if (index % 10 === 9) yield ["tblcontacts", contactRow(shop, id)];
  if (index % 5 === 0) yield ["tbldomains", domainRow(shop, id, index)];
  if (index % 4 === 0) yield* ticketRows(shop, client, id, index);
}

function contactRow(shop: Shop, userid: number): Row {
  return {
    id: shop.newId("tblcontacts"),
    userid,
    firstname: "Billing",
    lastname: "Office",
    email: `accounts.client${userid}@example.net`,
    subaccount: 0,
    invoiceemails: 1,
    generalemails: 1,
  };
}

function domainRow(shop: Shop, userid: number, index: number): Row {
  return {
    id: shop.space("tbldomains").next(),
    userid,
    type: "Register",
    registrationdate: dateFrom(400 + (index % 900)),
    domain: `client${userid}.example.org`,
    recurringamount: "12.00",
    registrar: "enom",
    expirydate: dateFrom(-30 - (index % 300)),
    nextduedate: dateFrom(-20 - (index % 300)),
    nextinvoicedate: dateFrom(-10 - (index % 300)),
    status: "Active",
    paymentmethod: "stripe",
  };
}

function* ticketRows(shop: Shop, client: Row, userid: number, index: number): Generator<TableRow> {
  const id = shop.space("tbltickets").next();
  const date = `${dateFrom(index % 700)} 10:15:00`;
  const name = `${client.firstname} ${client.lastname}`;
  const email = client.email ?? "";
  const tid = String(100_000 + index);
  yield [
    "tbltickets",
    {
      id,
      tid,
      did: 1 + (index % 2),
      userid,
      name,
      email,
      c: "x",
      date,
      title: `Question ${index}`,
      message: "How do I reach my server?",
      status: index % 3 ? "Closed" : "Open",
      urgency: "Medium",
      lastreply: date,
    },
  ];
  yield [
    "tblticketreplies",
    {
      id: shop.space("tblticketreplies").next(),
      tid: id,
      userid: 0,
      name: "",
      date,
      message: "By its address, with SSH.",
      admin: "Ada Min",
    },
  ];
  yield [
    "tblticketreplies",
    {
      id: shop.space("tblticketreplies").next(),
      tid: id,
      userid,
      name: "",
      email,
      date,
      message: "Thank you!",
      admin: "",
    },
  ];
}
