import { computed, int, text } from "../columns.ts";

/** The currency of the client a row belongs to; -1: there is no such client. */
export const OWNER_CURRENCY = computed(int, "ifnull(c.currency, -1)");
export const ofOwner = (column: string) => computed(text, `ifnull(c.${column}, '')`);
export const joinOwner = (column: string) => `left join tblclients c on c.id = t.${column}`;
