import { dateFrom } from "../company/people.ts";
import type { Row } from "../load/table-text.ts";
import type { Scene, Trap } from "./scene.ts";

const AT = `${dateFrom(20)} 16:20:00`;

export function ticket(scene: Scene, row: Row): number {
  return scene.shop.add("tbltickets", {
    tid: scene.random.hex(6).toUpperCase(),
    did: 1,
    date: AT,
    lastreply: AT,
    title: "Help",
    message: "Please help.",
    status: "Open",
    urgency: "High",
    ...row,
  });
}

function ticketComes(name: string, row: Row, fields: Record<string, unknown>, client = true): Trap {
  return {
    name,
    plant(scene) {
      const id = ticket(scene, { userid: client ? scene.client().id : 0, ...row });
      scene.expect("tbltickets", id, { outcome: "created", fields }, { kind: "tickets" });
    },
  };
}

/** A row of what has no place here yet: kept as it is, under its client. */
function legacy(name: string, table: string, row: (scene: Scene) => Row): Trap {
  return {
    name,
    plant(scene) {
      const kept = row(scene);
      const client = kept.userid ?? kept.clientid ?? kept.client_id;
      const isKnown = scene.shop.rows.some(([name, { id }]) => name === "tblclients" && id === client);
      const fields = { tenant: isKnown ? { table: "tblclients", id: String(client) } : null };
      scene.expect(table, scene.shop.add(table, kept), { outcome: "legacy", fields }, { kind: "legacy" });
    },
  };
}

const tickets: Trap[] = [
  ticketComes("ticket-of-a-guest", { name: "A Guest", email: "guest@example.com" }, { tenant: null }, false),
  ticketComes("ticket-status-of-the-shop", { status: "Waiting for vendor" }, { status: "Waiting for vendor" }),
  ticketComes("ticket-with-entities", { title: "Tom &amp; Jerry &lt;3" }, { subject: "Tom & Jerry <3" }),
  {
    name: "ticket-with-replies",
    plant(scene) {
      const { id: userid } = scene.client();
      const id = ticket(scene, { userid });
      scene.shop.add("tblticketreplies", {
        tid: id,
        userid: 0,
        date: `${dateFrom(19)} 08:00:00`,
        message: "Restarted it.",
        admin: "Ada Min",
      });
      scene.shop.add("tblticketreplies", {
        tid: id,
        userid,
        date: `${dateFrom(18)} 08:00:00`,
        message: "Thanks!",
        admin: "",
      });
      const fields = { "messages.1.author": "staff", "messages.2.author": "customer", "messages.2.text": "Thanks!" };
      scene.expect("tbltickets", id, { outcome: "created", fields }, { kind: "tickets" });
    },
  },
  {
    name: "ticket-mojibake",
    plant(scene) {
      const id = ticket(scene, { userid: scene.client().id, title: "GrÃ¼ÃŸe aus KÃ¶ln" });
      scene.expect("tbltickets", id, { outcome: "set_aside", code: "mojibake" }, { kind: "tickets" });
    },
  },
  {
    name: "ticket-utf8-in-latin1-column",
    shapes: ["7.8"],
    plant(scene) {
      const id = ticket(scene, { userid: scene.client().id });
      scene.shop.add("tblticketreplies", { tid: id, userid: 0, date: AT, message: "Grüße aus Köln", admin: "Ada Min" });
      scene.expect(
        "tbltickets",
        id,
        { outcome: "set_aside", code: "mojibake" },
        { kind: "tickets", note: "its reply lies as UTF-8 in a latin1 column" },
      );
    },
  },
  {
    name: "ticket-latin1-in-latin1-column",
    shapes: ["7.8"],
    plant(scene) {
      const id = ticket(scene, { userid: scene.client().id });
      const message = Buffer.from("Grüße aus Köln", "latin1");
      scene.shop.add("tblticketreplies", { tid: id, userid: 0, date: AT, message, admin: "Ada Min" });
      scene.expect(
        "tbltickets",
        id,
        { outcome: "created", fields: { "messages.1.text": "Grüße aus Köln" } },
        { kind: "tickets" },
      );
    },
  },
];

const kept: Trap[] = [
  legacy("domain", "tbldomains", (scene) => ({
    userid: scene.client().id,
    type: "Transfer",
    domain: "kept.example.org",
    registrationdate: dateFrom(900),
    expirydate: dateFrom(-90),
    nextduedate: dateFrom(-80),
    recurringamount: "14.00",
    status: "Active",
    registrar: "enom",
  })),
  legacy("domain-of-nobody", "tbldomains", () => ({
    userid: 9_999_999,
    type: "Register",
    domain: "lost.example.org",
    registrationdate: "0000-00-00",
    status: "Expired",
  })),
  legacy("affiliate", "tblaffiliates", (scene) => ({
    clientid: scene.client().id,
    date: dateFrom(100),
    visitors: 42,
    balance: "17.50",
  })),
  legacy("gateway-token", "tblpaymethods", (scene) => ({
    userid: scene.client().id,
    description: "Visa",
    payment_id: 1,
    payment_type: "RemoteCreditCard",
    gateway_name: "stripe",
  })),
  legacy("unknown-module-table", "mod_loyalty_points", (scene) => ({
    client_id: scene.client().id,
    points: 120,
    note: "gold",
  })),
  legacy("unknown-shop-table", "mod_shop_notes", () => ({ relid: 1, body: "Call before noon\tand\nwrite \\ it down" })),
  {
    name: "card-number",
    plant(scene) {
      const cardnum = Buffer.from("sealed 4111111111111111");
      const { id } = scene.client({ cardtype: "Visa", cardlastfour: "1111", cardnum, gatewayid: "cus_kept" });
      scene.expect(
        "tblclients",
        id,
        { outcome: "created" },
        { kind: "tenants", note: "4111111111111111 must be found nowhere" },
      );
    },
  },
  {
    name: "subscription-id",
    plant(scene) {
      scene.expectServer(scene.vps({ service: { subscriptionid: "I-KEPT12345" } }).id, {}, {});
    },
  },
];

export const KEPT: readonly Trap[] = [...tickets, ...kept];
