import type { Outcome } from "@hostwright/core/migration";
import * as tables from "../source/tables.ts";
import { type Attached, attachedFiles, attachmentOutcome } from "../transform/attachment.ts";
import { changedSince, type Reading } from "./reading.ts";

/** A file may be large: few rows are in one batch, which is one transaction. */
const PAGE = 100;

/** The files of tickets and of their replies. */
export async function* attachments(reading: Reading): AsyncGenerator<Outcome[]> {
  const { source } = reading;
  const tickets = changedSince(reading, "tbltickets", ["lastreply", "date"]);
  for await (const rows of source.pages(tables.attachedTickets, {
    size: PAGE,
    where: `t.attachment <> '' and ${tickets}`,
  }))
    yield await outcomes(
      reading,
      "tbltickets",
      rows.map((row) => ({ ...row, ticket: row.id })),
    );
  const replies = changedSince(reading, "tblticketreplies", ["date"]);
  for await (const rows of source.pages(tables.attachedReplies, {
    size: PAGE,
    // Of tickets that are there: replies without one are set aside with what came with them.
    where: `t.attachment <> '' and k.id is not null and ${replies}`,
  }))
    yield await outcomes(
      reading,
      "tblticketreplies",
      rows.map((row) => ({ ...row, ticket: row.tid })),
    );
}

interface Attachable {
  id: number;
  ticket: number;
  userid: number;
  attachment: string;
  attachments_removed: number;
}

async function outcomes({ rules, files }: Reading, table: string, rows: readonly Attachable[]): Promise<Outcome[]> {
  const batch: Outcome[] = [];
  for (const row of rows)
    for (const [position, { name, file }] of attachedFiles(row.attachment).entries()) {
      const found: Attached["found"] = row.attachments_removed === 1 ? "removed" : await files.find(file);
      const message = { table, id: String(row.id) };
      const attached = { message, position, ticket: row.ticket, client: row.userid, name, file, found };
      batch.push(attachmentOutcome(attached, rules, files.given));
    }
  return batch;
}
