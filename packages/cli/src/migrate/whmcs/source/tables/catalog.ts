import { decimal, int, table, text } from "../columns.ts";

/** What is sold, where it runs and in which money. */
export const configuration = table("tblconfiguration", { id: int, setting: text, value: text });

export const currencies = table("tblcurrencies", {
  id: int,
  code: text,
  prefix: text,
  suffix: text,
  rate: decimal,
  default: int,
});

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

export const addons = table("tbladdons", { id: int, name: text });

export const servers = table("tblservers", {
  id: int,
  name: text,
  ipaddress: text,
  hostname: text,
  type: text,
  disabled: int,
});

export const taxes = table("tbltax", { id: int, level: int, name: text, state: text, country: text, taxrate: decimal });
