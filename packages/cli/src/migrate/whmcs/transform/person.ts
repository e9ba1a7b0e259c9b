import type { Entity, Outcome } from "@hostwright/core/migration";
import { isRefused, setAside, source } from "./outcome.ts";
import { RowJudge, type Rules } from "./row-judge.ts";
import type { Shop } from "./shop.ts";

/** Somebody who signs in: a user from version 8 on, before that a client or a contact with a sub-account. */
export interface PersonRow {
  table: "tblusers" | "tblclients" | "tblcontacts";
  id: number;
  firstname: string;
  lastname: string;
  company: string;
  email: string;
  password: string;
  language: string;
  created: string | null;
}

/** As the mapping file names a person: users and clients by id, contacts as `contact:<id>`. */
export const personKey = (table: PersonRow["table"], id: number): string =>
  table === "tblcontacts" ? `contact:${id}` : String(id);

const EMAIL = /^[^\s@<>",;:()[\]\\]+@[^\s@<>",;:()[\]\\.]+(\.[^\s@<>",;:()[\]\\.]+)+$/;
export const isEmail = (text: string): boolean => text.length <= 254 && EMAIL.test(text);

/** The form in which addresses are compared. */
export const emailKey = (email: string): string => email.trim().toLowerCase();

export function personOutcome(row: PersonRow, rules: Rules & { shop: Shop }): Outcome {
  const judge = new RowJudge(rules, row.table, row.id);
  const content = Object.values(row).join("\u001f");
  const key = personKey(row.table, row.id);
  const decided = rules.mapping.users[key];
  if (decided && "same_as" in decided) {
    const message = `signs in as ${decided.same_as}`;
    return {
      source: source(row.table, row.id, content, message),
      kind: "legacy",
      outcome: "entity",
      entity: {
        tenant: null,
        title: `${row.email}: ${message}`.slice(0, 255),
        row: { id: String(row.id), email: row.email },
      },
    };
  }
  const email = (decided?.email ?? judge.text("email", row.email)).trim();
  const keeper = decided ? undefined : rules.shop.sharedEmails.get(emailKey(email));
  if (!isEmail(email)) {
    judge.refuse(
      "invalid_email",
      email === "" ? "there is no address" : `"${email}" is no address`,
      `users: {"${key}": {email: …}}`,
    );
  } else if (keeper !== undefined && keeper !== key) {
    const hint = `users: {"${key}": {email: …}} or users: {"${key}": {same_as: "${keeper}"}}`;
    judge.refuse("duplicate_email", `${email} is ${keeper}'s address too`, hint);
  }
  const name = judge.line("name", nameOf(row.firstname, row.lastname) || row.company || email, 255);
  const entity: Entity<"users"> = {
    email,
    name,
    language: languageOf(row.language),
    password: passwordOf(row.password),
    created: judge.moment("created_at", row.created),
  };
  if (isRefused(judge.problems)) return setAside("users", row.table, row.id, content, judge.problems);
  return {
    source: source(row.table, row.id, content, `${email}\u001f${rules.clock.timeZone}${judge.decisions}`),
    kind: "users",
    outcome: "entity",
    entity,
  };
}

export const nameOf = (first: string, last: string): string => `${first.trim()} ${last.trim()}`.trim();

export const languageOf = (text: string): string | null =>
  text.trim() === "" ? null : text.trim().toLowerCase().slice(0, 40);

/** WHMCS 6.3 and later: bcrypt, as PHP writes it; 4.2 to 6.2: salted MD5; what is older could be read back, and is not brought. */
export function passwordOf(stored: string): Entity<"users">["password"] {
  if (/^\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}$/.test(stored)) return { scheme: "bcrypt", hash: stored };
  if (/^[0-9a-f]{32}:.+$/s.test(stored)) return { scheme: "md5_salted", hash: stored };
  return null;
}
