import type { Outcome } from "@hostwright/core/migration";
import { Groups } from "../source/belonging.ts";
import * as tables from "../source/tables.ts";
import { ticketOutcome } from "../transform/ticket.ts";
import { orphans } from "./orphans.ts";
import { changedSince, type Reading } from "./reading.ts";

/** Messages may be long: fewer at once. */
const PAGE = 500;

export async function* tickets(reading: Reading): AsyncGenerator<Outcome[]> {
  const { source, rules } = reading;
  const where = changedSince(reading, "tbltickets", ["lastreply", "date"]);
  for await (const rows of source.pages(tables.tickets, { size: PAGE, where })) {
    const range = { from: rows[0]?.id ?? 0, to: rows.at(-1)?.id ?? 0 };
    const replies = new Groups(await source.belonging(tables.ticketReplies, "tid", range), ({ tid }) => tid);
    yield rows.map((row) => ticketOutcome(row, replies.of(row.id), rules));
  }
  yield* orphans(reading, { kind: "tickets", table: "tblticketreplies", by: "tid", parent: "tbltickets" });
}
