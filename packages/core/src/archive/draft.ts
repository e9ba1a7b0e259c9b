/** The status of an invoice that was begun and never issued: WHMCS shows it to its staff alone, and so do we. */
export const DRAFT = "draft";
