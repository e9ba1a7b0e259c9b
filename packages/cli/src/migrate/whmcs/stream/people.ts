import type { Columns, RowOf } from "../source/columns.ts";
import * as tables from "../source/tables.ts";
import { contactOutcome } from "../transform/contact.ts";
import { membershipOutcome } from "../transform/membership.ts";
import { type PersonRow, personOutcome } from "../transform/person.ts";
import { tenantOutcome } from "../transform/tenant.ts";
import { inBatches, type Reading } from "./reading.ts";

const SIGN_IN = "t.subaccount = 1";

/** Version 8 has users; before, clients and contacts with a sub-account sign in themselves. */
export async function* users(reading: Reading) {
  const { source, rules } = reading;
  if (rules.shop.generation === 8) {
    const pages = source.pages(tables.users);
    yield* inBatches(pages, (row) => personOutcome(userRow(row), rules));
    return;
  }
  const clients = source.pages(tables.clients);
  yield* inBatches(clients, (row) => personOutcome(clientAsPerson(row), rules));
  const contacts = source.pages(tables.contacts, { where: SIGN_IN });
  yield* inBatches(contacts, (row) => personOutcome(contactAsPerson(row), rules));
}

export async function* tenants(reading: Reading) {
  const pages = reading.source.pages(tables.clients);
  yield* inBatches(pages, (row) => tenantOutcome(row, reading.rules));
}

export async function* memberships(reading: Reading) {
  const { source, rules } = reading;
  if (rules.shop.generation === 8) {
    yield* inBatches(source.pages(tables.usersClients), (row) =>
      membershipOutcome(
        {
          table: "tblusers_clients",
          id: row.id,
          user: { table: "tblusers", id: row.auth_user_id },
          userExists: row.user_exists !== 0,
          client: row.client_id,
          clientExists: row.client_exists !== 0,
          owner: row.owner === 1,
          permissions: row.permissions,
        },
        rules,
      ),
    );
    return;
  }
  yield* inBatches(source.pages(tables.clients), ({ id }) => {
    const person = { table: "tblclients", id } as const;
    const own = { userExists: true, clientExists: true, owner: true, permissions: "" };
    return membershipOutcome({ ...person, user: person, client: id, ...own }, rules);
  });
  const contacts = source.pages(tables.contacts, { where: SIGN_IN });
  yield* inBatches(contacts, ({ id, userid, client_exists, permissions }) => {
    const person = { table: "tblcontacts", id } as const;
    const held = { userExists: true, clientExists: client_exists !== 0, owner: false, permissions };
    return membershipOutcome({ ...person, user: person, client: userid, ...held }, rules);
  });
}

/** From version 8 on no contact signs in any more. */
export async function* contacts(reading: Reading) {
  const { source, rules } = reading;
  const silent = rules.shop.generation === 8 ? "1=1" : `not (${SIGN_IN})`;
  const pages = source.pages(tables.contacts, { where: silent });
  yield* inBatches(pages, (row) => contactOutcome(row, rules));
}

type Row<T extends { columns: Columns }> = RowOf<T["columns"]>;

const userRow = (row: Row<typeof tables.users>): PersonRow => ({
  table: "tblusers",
  id: row.id,
  firstname: row.first_name,
  lastname: row.last_name,
  company: "",
  email: row.email,
  password: row.password,
  language: row.language,
  created: row.created_at,
});

const clientAsPerson = (row: Row<typeof tables.clients>): PersonRow => ({
  table: "tblclients",
  id: row.id,
  firstname: row.firstname,
  lastname: row.lastname,
  company: row.companyname,
  email: row.email,
  password: row.password,
  language: row.language,
  created: row.datecreated,
});

const contactAsPerson = (row: Row<typeof tables.contacts>): PersonRow => ({
  table: "tblcontacts",
  id: row.id,
  firstname: row.firstname,
  lastname: row.lastname,
  company: row.companyname,
  email: row.email,
  password: row.password,
  language: "",
  created: row.created_at,
});
