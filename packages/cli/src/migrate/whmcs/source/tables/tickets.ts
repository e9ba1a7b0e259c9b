import { date, int, table, text } from "../columns.ts";
import { joinOwner, OWNER_CURRENCY } from "./owner.ts";

/** Conversations with customers. */
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
