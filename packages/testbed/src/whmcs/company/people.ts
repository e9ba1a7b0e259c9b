import type { Row } from "../load/table-text.ts";
import type { Random } from "../random.ts";
import { COUNTRIES, FIRST_NAMES, LANGUAGES, LAST_NAMES } from "./names.ts";

/** The password of every plain client, and how WHMCS stores it: bcrypt under PHP's own prefix. */
export const PASSWORD = "correct horse battery staple";
export const PASSWORD_HASH = "$2y$10$Q7r5uV1yZ3xK9mN2bL4cTe0t1/UtYfc7r6Kk1Aw3TWcioLoEvI0zC";

/** A client as the shop's form makes one. `id` makes the e-mail address its own. */
export function clientRow(random: Random, id: number): Row {
  const firstname = random.pick(FIRST_NAMES);
  const lastname = random.pick(LAST_NAMES);
  const country = random.pick(COUNTRIES);
  const created = dateFrom(random.int(0, 3000));
  const business = random.chance(0.3);
  return {
    id,
    uuid: `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-8${random.hex(3)}-${random.hex(12)}`,
    firstname,
    lastname,
    companyname: business ? `${lastname} & Co` : "",
    email: `client${id}@example.net`,
    address1: `High Street ${random.int(1, 200)}`,
    city: "Exampletown",
    state: "",
    postcode: String(random.int(10_000, 99_999)),
    country,
    phonenumber: `+49.30${random.int(1_000_000, 9_999_999)}`,
    tax_id: business ? `${country}${random.int(100_000_000, 999_999_999)}` : "",
    password: PASSWORD_HASH,
    currency: random.chance(0.8) ? 1 : 2,
    defaultgateway: random.pick(["stripe", "banktransfer", ""]),
    credit: "0.00",
    taxexempt: 0,
    datecreated: created,
    status: "Active",
    language: random.pick(LANGUAGES),
    marketing_emails_opt_in: random.int(0, 1),
    email_verified: 1,
    created_at: `${created} 09:30:00`,
    updated_at: `${created} 09:30:00`,
  };
}

/** The user who owns a client, in version 8. */
export function userRow(client: Row, id: number): Row {
  const at = client.created_at ?? null;
  return {
    id,
    first_name: client.firstname ?? "",
    last_name: client.lastname ?? "",
    email: client.email ?? "",
    password: PASSWORD_HASH,
    language: client.language ?? "",
    email_verified_at: at,
    created_at: at,
    updated_at: at,
  };
}

const DAY = 86_400_000;
/** The day on which the testbed's company is looked at. */
export const TODAY = Date.UTC(2026, 10, 20);

/** `days` before that day; after it where negative. */
export function dateFrom(days: number): string {
  return new Date(TODAY - days * DAY).toISOString().slice(0, 10);
}
