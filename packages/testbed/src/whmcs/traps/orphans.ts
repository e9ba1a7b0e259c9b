import { dateFrom } from "../company/people.ts";
import type { Row } from "../load/table-text.ts";
import type { Scene, Trap } from "./scene.ts";

const NOBODY = 9_999_999;

/** A row that belongs to one that does not exist. */
function orphan(name: string, table: string, kind: string | undefined, row: (scene: Scene) => Row): Trap {
  return {
    name: `orphan-${name}`,
    plant(scene) {
      const id = scene.shop.add(table, row(scene));
      scene.expect(table, id, { outcome: "set_aside", code: "orphan" }, kind ? { kind } : {});
    },
  };
}

export const ORPHANS: readonly Trap[] = [
  {
    name: "orphan-service-client",
    plant: (scene) => scene.expectAside(scene.vps({ client: NOBODY }).id, "orphan"),
  },
  {
    name: "orphan-service-product",
    plant(scene) {
      scene.expectAside(scene.service({ userid: scene.client().id, packageid: NOBODY, server: 1 }), "orphan");
    },
  },
  {
    name: "orphan-service-server",
    plant: (scene) => scene.expectAside(scene.vps({ service: { server: NOBODY }, vm: false }).id, "orphan"),
  },
  orphan("choice", "tblhostingconfigoptions", undefined, () => ({ relid: NOBODY, configid: 1, optionid: 1, qty: 0 })),
  orphan("field-value-service", "tblcustomfieldsvalues", undefined, () => ({ relid: NOBODY, fieldid: 2, value: "1" })),
  orphan("addon-service", "tblhostingaddons", undefined, () => ({ hostingid: NOBODY, addonid: 1, status: "Active" })),
  orphan("contact-client", "tblcontacts", "contacts", () => ({
    userid: NOBODY,
    firstname: "No",
    lastname: "Body",
    email: "nobody@example.net",
  })),
  orphan("invoice-client", "tblinvoices", "invoices", () => ({
    userid: NOBODY,
    invoicenum: "",
    date: dateFrom(9),
    duedate: dateFrom(9),
    total: "5.00",
    subtotal: "5.00",
    status: "Paid",
  })),
  orphan("line-invoice", "tblinvoiceitems", undefined, (scene) => ({
    invoiceid: NOBODY,
    userid: scene.client().id,
    type: "Hosting",
    relid: 0,
    description: "Lost",
    amount: "5.00",
  })),
  orphan("transaction-invoice", "tblaccounts", "transactions", (scene) => ({
    userid: scene.client().id,
    invoiceid: NOBODY,
    gateway: "stripe",
    date: `${dateFrom(9)} 08:00:00`,
    amountin: "5.00",
    transid: "ch_lost",
  })),
  orphan("transaction-client", "tblaccounts", "transactions", () => ({
    userid: NOBODY,
    gateway: "stripe",
    date: `${dateFrom(9)} 08:00:00`,
    amountin: "5.00",
    transid: "ch_nobody",
  })),
  orphan("credit-client", "tblcredit", "credits", () => ({
    clientid: NOBODY,
    date: dateFrom(9),
    description: "Goodwill",
    amount: "5.00",
  })),
  orphan("ticket-client", "tbltickets", "tickets", () => ({
    userid: NOBODY,
    tid: "LOST-1",
    did: 1,
    date: `${dateFrom(9)} 08:00:00`,
    lastreply: `${dateFrom(9)} 08:00:00`,
    title: "Lost",
    message: "Hello?",
    status: "Open",
    urgency: "Low",
  })),
  orphan("reply-ticket", "tblticketreplies", undefined, () => ({
    tid: NOBODY,
    date: `${dateFrom(9)} 08:00:00`,
    message: "Lost",
    admin: "Ada Min",
  })),
  {
    name: "orphan-membership-user",
    shapes: ["8.4", "8.13"],
    plant(scene) {
      const id = scene.membership(NOBODY, scene.client().id, { owner: 0, permissions: "products" });
      scene.expect("tblusers_clients", id, { outcome: "set_aside", code: "orphan" }, { kind: "memberships" });
    },
  },
  {
    name: "orphan-membership-client",
    shapes: ["8.4", "8.13"],
    plant(scene) {
      const id = scene.membership(scene.client().user, NOBODY, { owner: 0, permissions: "products" });
      scene.expect("tblusers_clients", id, { outcome: "set_aside", code: "orphan" }, { kind: "memberships" });
    },
  },
];
