import { computed, date, int, since, table, text } from "../columns.ts";
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

/** WHMCS can delete the files of closed tickets by itself, and then says so. */
const removed = since(int, "0");

export const attachedTickets = table("tbltickets", {
  id: int,
  userid: int,
  attachment: text,
  attachments_removed: removed,
});

export const attachedReplies = table(
  "tblticketreplies",
  { id: int, tid: int, userid: computed(int, "ifnull(k.userid, 0)"), attachment: text, attachments_removed: removed },
  "left join tbltickets k on k.id = t.tid",
);
