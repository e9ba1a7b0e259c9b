import type { Entity } from "@hostwright/core/migration";
import { readSnapshot, type SnapshotRow } from "./invoice-snapshot.ts";
import { nameOf } from "./person.ts";
import type { RowJudge, Rules } from "./row-judge.ts";

type Buyer = Entity<"invoices">["buyer"];

/** Who a document is made out to; a client's row has all of it. */
interface Person {
  firstname: string;
  lastname: string;
  companyname: string;
  address1: string;
  address2: string;
  city: string;
  state: string;
  postcode: string;
  country: string;
  tax_id: string;
}

/** The buyer as at issue where the source kept them, else as the client is today; what is damaged is never passed over. */
export function buyerOf(
  row: Person & { id: number },
  snapshots: readonly SnapshotRow[],
  judge: RowJudge,
  { mapping }: Rules,
): Buyer {
  const [first, ...more] = snapshots;
  if (!first) return personOf(row, judge, "today");
  const decided = mapping.invoices[String(row.id)]?.buyer;
  const differ = more.some(
    ({ clientsdetails, customfields }) =>
      clientsdetails !== first.clientsdetails || customfields !== first.customfields,
  );
  const read = readSnapshot(first.clientsdetails, first.customfields);
  if (read && (!differ || decided === "first_snapshot")) {
    const buyer = personOf(read, judge, "issue");
    const fields = read.fields.map(({ name, value }) => ({
      name: judge.text("customfields", name),
      value: judge.text("customfields", value),
    }));
    return fields.length > 0 ? { ...buyer, fields } : buyer;
  }
  if (decided !== "today" && (differ || mapping.snapshots.damaged !== "today")) {
    const hint = `invoices: {${row.id}: {buyer: today${read ? " | first_snapshot" : ""}}}`;
    const what = differ ? `there are ${snapshots.length} that differ` : "it is neither JSON nor PHP's serialised form";
    judge.refuse("snapshot_unreadable", `the buyer as at issue cannot be read: ${what}`, hint);
  }
  const kept = snapshots.map(({ clientsdetails, customfields }) => `${clientsdetails}\n${customfields}`);
  return { ...personOf(row, judge, "today"), damaged_snapshot: kept.join("\n") };
}

function personOf(person: Person, judge: RowJudge, as_of: Buyer["as_of"]): Buyer {
  const place = [person.address1, person.address2, `${person.postcode} ${person.city}`.trim(), person.state];
  return {
    name: nameOf(judge.text("firstname", person.firstname), judge.text("lastname", person.lastname)),
    company: judge.text("companyname", person.companyname),
    address: place.filter((line) => line !== "").map((line) => judge.text("address", line)),
    country: person.country,
    tax_id: person.tax_id,
    as_of,
  };
}
