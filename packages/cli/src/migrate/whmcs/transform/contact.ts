import type { Entity, Outcome } from "@hostwright/core/migration";
import type { RowOf } from "../source/columns.ts";
import type { contacts } from "../source/tables.ts";
import { isRefused, rowText, setAside, source } from "./outcome.ts";
import { nameOf } from "./person.ts";
import { RowJudge, type Rules } from "./row-judge.ts";

const TABLE = "tblcontacts";

/** Somebody who is told of things and does not sign in. */
export function contactOutcome(row: RowOf<typeof contacts.columns>, rules: Rules): Outcome {
  const judge = new RowJudge(rules, TABLE, row.id);
  const content = rowText(row);
  if (row.client_exists === 0) judge.refuse("orphan", `client ${row.userid} does not exist`);
  const name = nameOf(judge.text("firstname", row.firstname), judge.text("lastname", row.lastname));
  const told: [Entity<"contacts">["notices"][number], number][] = [
    ["general", row.generalemails],
    ["invoice", row.invoiceemails],
    ["product", row.productemails],
    ["support", row.supportemails],
    ["domain", row.domainemails],
    ["affiliate", row.affiliateemails],
  ];
  const entity: Entity<"contacts"> = {
    tenant: { table: "tblclients", id: String(row.userid) },
    name: name || judge.text("companyname", row.companyname).trim(),
    email: row.email.trim(),
    phone: row.phonenumber,
    notices: told.filter(([, wanted]) => wanted !== 0).map(([notice]) => notice),
  };
  if (isRefused(judge.problems)) return setAside("contacts", TABLE, row.id, content, judge.problems);
  return { source: source(TABLE, row.id, content, judge.decisions), kind: "contacts", outcome: "entity", entity };
}
