import type { Row } from "../load/table-text.ts";

export type TableRow = [table: string, row: Row];

/** Integer minor units as WHMCS's decimal text. */
export const money = (cents: number): string => (cents / 100).toFixed(2);
