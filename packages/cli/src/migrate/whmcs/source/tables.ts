import { computed, date, decimal, int, since, table, text } from "./columns.ts";

/** The currency of the client a row belongs to; -1: there is no such client. */
const OWNER_CURRENCY = computed(int, "ifnull(c.currency, -1)");
const OF_OWNER = (column: string) => computed(text, `ifnull(c.${column}, '')`);
const joinOwner = (column: string) => `left join tblclients c on c.id = t.${column}`;

/** The tables that have a place of their own here, with the columns that are read. What is not named is never fetched: card data above all. */
export const configuration = table("tblconfiguration", { id: int, setting: text, value: text });

export const currencies = table("tblcurrencies", {
  id: int,
  code: text,
  prefix: text,
  suffix: text,
  rate: decimal,
  default: int,
});

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

const MODULE_SETTINGS = {
  configoption1: text,
  configoption2: text,
  configoption3: text,
  configoption4: text,
  configoption5: text,
  configoption6: text,
  configoption7: text,
  configoption8: text,
};

export const products = table("tblproducts", {
  id: int,
  type: text,
  gid: int,
  name: text,
  description: text,
  paytype: text,
  servertype: text,
  hidden: int,
  retired: int,
  ...MODULE_SETTINGS,
});

export const pricing = table("tblpricing", {
  id: int,
  type: text,
  currency: int,
  relid: int,
  msetupfee: decimal,
  qsetupfee: decimal,
  ssetupfee: decimal,
  asetupfee: decimal,
  bsetupfee: decimal,
  tsetupfee: decimal,
  monthly: decimal,
  quarterly: decimal,
  semiannually: decimal,
  annually: decimal,
  biennially: decimal,
  triennially: decimal,
});

export const configOptions = table("tblproductconfigoptions", {
  id: int,
  gid: int,
  optionname: text,
  optiontype: text,
  hidden: int,
});

export const subOptions = table("tblproductconfigoptionssub", {
  id: int,
  configid: int,
  optionname: text,
  hidden: int,
});

export const configLinks = table("tblproductconfiglinks", { id: int, gid: int, pid: int });

export const customFields = table("tblcustomfields", {
  id: int,
  type: text,
  relid: int,
  fieldname: text,
  fieldtype: text,
});

export const customFieldValues = table("tblcustomfieldsvalues", { id: int, fieldid: int, relid: int, value: text });

export const addons = table("tbladdons", { id: int, name: text });

export const servers = table("tblservers", {
  id: int,
  name: text,
  ipaddress: text,
  hostname: text,
  type: text,
  disabled: int,
});

export const hosting = table(
  "tblhosting",
  {
    id: int,
    userid: int,
    packageid: int,
    server: int,
    regdate: date,
    domain: text,
    paymentmethod: text,
    qty: since(int, "1"),
    firstpaymentamount: decimal,
    amount: decimal,
    billingcycle: text,
    nextduedate: date,
    termination_date: since(date, "null"),
    completed_date: since(date, "null"),
    domainstatus: text,
    username: text,
    notes: text,
    subscriptionid: text,
    suspendreason: text,
    overideautosuspend: int,
    overidesuspenduntil: date,
    dedicatedip: text,
    assignedips: text,
    currency: OWNER_CURRENCY,
  },
  joinOwner("userid"),
);

export const hostingOptions = table("tblhostingconfigoptions", {
  id: int,
  relid: int,
  configid: int,
  optionid: int,
  qty: int,
});

export const hostingAddons = table("tblhostingaddons", {
  id: int,
  hostingid: int,
  addonid: int,
  name: text,
  qty: since(int, "1"),
  status: text,
});

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
    firstname: OF_OWNER("firstname"),
    lastname: OF_OWNER("lastname"),
    companyname: OF_OWNER("companyname"),
    address1: OF_OWNER("address1"),
    address2: OF_OWNER("address2"),
    city: OF_OWNER("city"),
    state: OF_OWNER("state"),
    postcode: OF_OWNER("postcode"),
    country: OF_OWNER("country"),
    tax_id: OF_OWNER("tax_id"),
  },
  joinOwner("userid"),
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

export const departments = table("tblticketdepartments", { id: int, name: text });

export const tickets = table(
  "tbltickets",
  {
    id: int,
    tid: text,
    did: int,
    userid: int,
    name: text,
    email: text,
    date: date,
    title: text,
    message: text,
    status: text,
    urgency: text,
    admin: text,
    attachment: text,
    service: text,
    owner_currency: OWNER_CURRENCY,
  },
  joinOwner("userid"),
);

export const ticketReplies = table("tblticketreplies", {
  id: int,
  tid: int,
  userid: int,
  name: text,
  email: text,
  date: date,
  message: text,
  admin: text,
  attachment: text,
});

export const taxes = table("tbltax", { id: int, level: int, name: text, state: text, country: text, taxrate: decimal });

/** Without these no WHMCS works, whatever its version. */
export const REQUIRED_TABLES = [
  configuration,
  currencies,
  clients,
  contacts,
  products,
  pricing,
  configOptions,
  subOptions,
  configLinks,
  customFields,
  customFieldValues,
  addons,
  servers,
  hosting,
  hostingOptions,
  hostingAddons,
  invoices,
  invoiceItems,
  transactions,
  credits,
  departments,
  tickets,
  ticketReplies,
].map(({ name }) => name);

/** What people are from version 8 on. */
export const USER_TABLES = [users.name, usersClients.name];
