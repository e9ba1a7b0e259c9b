import { invoice } from "./bills.ts";
import type { Scene, Trap } from "./scene.ts";

const THEN = {
  firstname: "Ada",
  lastname: "Byron",
  companyname: "Difference & Söhne",
  address1: "Old Street 1",
  address2: "",
  city: "London",
  state: "",
  postcode: "EC1V",
  countrycode: "GB",
  country: "GB",
  tax_id: "GB999999973",
};
const FIELDS = [{ id: 1, fieldname: "Cost centre", value: "C-7" }];

/** As PHP writes it. */
function serialized(value: unknown): string {
  if (typeof value === "number") return `i:${value};`;
  if (typeof value !== "object" || value === null) return `s:${Buffer.byteLength(String(value))}:"${value}";`;
  const entries = Object.entries(value);
  const key = (name: string) => serialized(Array.isArray(value) ? Number(name) : name);
  return `a:${entries.length}:{${entries.map(([name, one]) => key(name) + serialized(one)).join("")}}`;
}

/** What WHMCS kept of the buyer when it made the invoice; of a client who has moved and married since. */
function keep(scene: Scene, invoiceid: number, clientsdetails: string, customfields: string): void {
  scene.shop.add("mod_invoicedata", { invoiceid, clientsdetails, customfields, version: null });
}

const json = JSON.stringify;
const asIssued = {
  "buyer.name": "Ada Byron",
  "buyer.company": "Difference & Söhne",
  "buyer.tax_id": "GB999999973",
  "buyer.as_of": "issue",
};

/** Whom a client has chosen to be invoiced: they, and not the client, stand on the document. */
function billingContact(scene: Scene, id: number, userid: number): void {
  scene.shop.add("tblcontacts", {
    id,
    userid,
    firstname: "Grace",
    lastname: "Hopper",
    companyname: "Accounts Ltd",
    email: `accounts.${scene.random.hex(8)}@example.net`,
    address1: "1 Ledger Lane",
    city: "Dublin",
    postcode: "D02",
    country: "IE",
    tax_id: "IE7",
    subaccount: 0,
    invoiceemails: 1,
  });
}
const ACCOUNTS = {
  "buyer.name": "Grace Hopper",
  "buyer.company": "Accounts Ltd",
  "buyer.address.0": "1 Ledger Lane",
  "buyer.country": "IE",
  "buyer.tax_id": "IE7",
};

function reads(name: string, clientsdetails: string, customfields: string, fields: Record<string, unknown>): Trap {
  return {
    name,
    plant(scene) {
      const id = invoice(scene, {});
      keep(scene, id, clientsdetails, customfields);
      scene.expect("tblinvoices", id, { outcome: "created", fields }, { kind: "invoices" });
    },
  };
}

function refused(name: string, plant: (scene: Scene, id: number) => void): Trap {
  return {
    name,
    plant(scene) {
      const id = invoice(scene, {});
      plant(scene, id);
      scene.expect("tblinvoices", id, { outcome: "set_aside", code: "snapshot_unreadable" }, { kind: "invoices" });
    },
  };
}

export const SNAPSHOTS: readonly Trap[] = [
  reads("invoice-buyer-as-at-issue", json(THEN), json(FIELDS), { ...asIssued, "buyer.fields.0.value": "C-7" }),
  reads("invoice-buyer-serialised-by-php", serialized(THEN), serialized(FIELDS), {
    ...asIssued,
    "buyer.fields.0.name": "Cost centre",
  }),
  reads("invoice-buyer-with-entities", json({ ...THEN, companyname: "Tom &amp; Jerry" }), "[]", {
    "buyer.company": "Tom & Jerry",
    "buyer.as_of": "issue",
  }),
  {
    name: "invoice-buyer-of-today",
    plant(scene) {
      const { id: userid } = scene.client({ currency: 1, firstname: "Ada", lastname: "Lovelace", tax_id: "GB1" });
      const fields = { "buyer.name": "Ada Lovelace", "buyer.tax_id": "GB1", "buyer.as_of": "today" };
      scene.expect("tblinvoices", invoice(scene, { userid }), { outcome: "created", fields }, { kind: "invoices" });
    },
  },
  {
    name: "invoice-to-the-billing-contact",
    plant(scene) {
      const billingcid = scene.shop.newId("tblcontacts");
      const { id: userid } = scene.client({ currency: 1, lastname: "Lovelace", tax_id: "GB1", billingcid });
      billingContact(scene, billingcid, userid);
      const fields = { ...ACCOUNTS, "buyer.as_of": "today" };
      scene.expect("tblinvoices", invoice(scene, { userid }), { outcome: "created", fields }, { kind: "invoices" });
    },
  },
  {
    name: "invoice-to-the-billing-contact-of-somebody-else",
    plant(scene) {
      const billingcid = scene.shop.newId("tblcontacts");
      billingContact(scene, billingcid, scene.client().id);
      const client = { currency: 1, firstname: "Ada", lastname: "Lovelace", tax_id: "GB1", billingcid };
      const fields = { "buyer.name": "Ada Lovelace", "buyer.tax_id": "GB1", "buyer.as_of": "today" };
      const id = invoice(scene, { userid: scene.client(client).id });
      scene.expect("tblinvoices", id, { outcome: "created", fields }, { kind: "invoices" });
    },
  },
  refused("invoice-buyer-cut-off", (scene, id) => keep(scene, id, json(THEN).slice(0, 60), json(FIELDS))),
  refused("invoice-buyer-re-encoded", (scene, id) =>
    keep(scene, id, serialized(THEN).replaceAll("ö", "?"), serialized([])),
  ),
  refused("invoice-buyers-that-differ", (scene, id) => {
    keep(scene, id, json(THEN), "[]");
    keep(scene, id, json({ ...THEN, lastname: "Lovelace" }), "[]");
  }),
  {
    name: "invoice-buyer-damaged-and-decided",
    plant(scene) {
      const id = invoice(scene, {});
      keep(scene, id, "", "");
      scene.shop.know("invoices", id, { buyer: "today" });
      const fields = { "buyer.as_of": "today", "buyer.damaged_snapshot": "\n" };
      scene.expect("tblinvoices", id, { outcome: "created", fields }, { kind: "invoices" });
    },
  },
  {
    name: "invoice-buyer-of-no-invoice",
    shapes: ["8.4", "8.13"],
    plant(scene) {
      const id = scene.shop.add("mod_invoicedata", {
        invoiceid: 99_999_999,
        clientsdetails: json(THEN),
        customfields: "[]",
      });
      scene.expect("mod_invoicedata", id, { outcome: "legacy" }, { kind: "legacy" });
    },
  },
];
