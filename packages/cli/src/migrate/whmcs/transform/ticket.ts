import type { Entity, Outcome } from "@hostwright/core/migration";
import type { RowOf } from "../source/columns.ts";
import type { ticketReplies, tickets } from "../source/tables.ts";
import { attachedFiles } from "./attachment.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import type { Shop } from "./shop.ts";

const TABLE = "tbltickets";
type Message = Entity<"tickets">["messages"][number];
type TicketRow = RowOf<typeof tickets.columns>;
type ReplyRow = RowOf<typeof ticketReplies.columns>;

/** A ticket with its replies, oldest first. */
export function ticketOutcome(row: TicketRow, replies: readonly ReplyRow[], rules: Rules & { shop: Shop }): Outcome {
  const judge = new RowJudge(rules, TABLE, row.id);
  const content = [rowText(row), ...replies.map(rowText)].join("\u001e");
  if (row.userid > 0 && row.owner_currency < 0) judge.refuse("orphan", `client ${row.userid} does not exist`);
  const later = replies.toSorted((a, b) => compare(a.date ?? "", b.date ?? "") || a.id - b.id);
  const entity: Entity<"tickets"> = {
    tenant: row.userid > 0 ? { table: "tblclients", id: String(row.userid) } : null,
    reference: row.tid,
    department: rules.shop.departments.get(row.did) ?? "",
    subject: judge.text("title", row.title),
    status: row.status.trim().slice(0, 64),
    urgency: row.urgency,
    service: serviceOf(row.service),
    messages: [
      messageOf(row, judge),
      ...later.map((reply) => messageOf(reply, new RowJudge(rules, "tblticketreplies", reply.id, judge))),
    ],
  };
  if (isRefused(judge.problems)) return setAside("tickets", TABLE, row.id, content, judge.problems);
  return {
    source: source(TABLE, row.id, content, madeOf(entity, judge, rules)),
    kind: "tickets",
    outcome: "entity",
    entity,
  };
}

function messageOf(row: TicketRow | ReplyRow, judge: RowJudge): Message {
  return {
    at: judge.moment("date", row.date),
    author: row.admin === "" ? "customer" : "staff",
    name: judge.text("name", row.admin === "" ? row.name : row.admin),
    email: row.email,
    text: judge.text("message", row.message),
    attachments: attachedFiles(row.attachment),
  };
}

/** `S123` names a service; `D…` a domain. */
function serviceOf(text: string): Entity<"tickets">["service"] {
  const [, id] = /^S(\d+)$/.exec(text) ?? [];
  return id === undefined ? null : { table: "tblhosting", id };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What does not follow from the rows alone. */
const madeOf = ({ department }: Entity<"tickets">, { decisions }: RowJudge, { clock }: Rules): string =>
  `${department}\u001f${clock.timeZone}${decisions}`;
