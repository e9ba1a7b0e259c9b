import { computed, int, text } from "../columns.ts";

/** The currency of the client a row belongs to; -1: there is no such client. */
export const OWNER_CURRENCY = computed(int, "ifnull(c.currency, -1)");
export const joinOwner = (column: string) => `left join tblclients c on c.id = t.${column}`;

/** Whom WHMCS invoices: the client's billing contact where they have chosen one of theirs, else the client. */
export const ofBuyer = (column: string) => computed(text, `ifnull(if(b.id is null, c.${column}, b.${column}), '')`);
export const joinBuyer = (column: string) =>
  `${joinOwner(column)} left join tblcontacts b on b.id = c.billingcid and b.userid = c.id`;
