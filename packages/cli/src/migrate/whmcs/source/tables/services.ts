import { date, decimal, int, since, table, text } from "../columns.ts";
import { joinOwner, OWNER_CURRENCY } from "./owner.ts";

/** What customers have, with what they chose. */
export const customFieldValues = table("tblcustomfieldsvalues", { id: int, fieldid: int, relid: int, value: text });

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
