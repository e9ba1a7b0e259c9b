import { computed, date, decimal, int, since, table, text } from "../columns.ts";

/** People and whom they act for. */
export const users = table("tblusers", {
  id: int,
  first_name: text,
  last_name: text,
  email: text,
  password: text,
  language: text,
  created_at: date,
});

export const usersClients = table(
  "tblusers_clients",
  {
    id: int,
    auth_user_id: int,
    client_id: int,
    owner: int,
    permissions: text,
    user_exists: computed(int, "u.id is not null"),
    client_exists: computed(int, "c.id is not null"),
  },
  "left join tblusers u on u.id = t.auth_user_id left join tblclients c on c.id = t.client_id",
);

export const clients = table("tblclients", {
  id: int,
  firstname: text,
  lastname: text,
  companyname: text,
  email: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  postcode: text,
  country: text,
  phonenumber: text,
  tax_id: since(text, "''"),
  password: text,
  currency: int,
  credit: decimal,
  taxexempt: int,
  latefeeoveride: int,
  overideduenotices: int,
  separateinvoices: int,
  disableautocc: int,
  overrideautoclose: int,
  datecreated: date,
  notes: text,
  gatewayid: since(text, "''"),
  status: text,
  language: text,
  emailoptout: int,
  marketing_emails_opt_in: since(int, "0"),
  created_at: since(date, "null"),
});

export const contacts = table(
  "tblcontacts",
  {
    id: int,
    userid: int,
    firstname: text,
    lastname: text,
    companyname: text,
    email: text,
    phonenumber: text,
    subaccount: since(int, "0"),
    password: since(text, "''"),
    permissions: since(text, "''"),
    domainemails: int,
    generalemails: int,
    invoiceemails: int,
    productemails: int,
    supportemails: int,
    affiliateemails: since(int, "0"),
    created_at: since(date, "null"),
    client_exists: computed(int, "c.id is not null"),
  },
  "left join tblclients c on c.id = t.userid",
);
