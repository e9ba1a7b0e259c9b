import { json } from "../cell.ts";
import { columns, jsonColumns, once, own, type TableSpec } from "../table-spec.ts";
import { type Item, idAt, type Loader, nameCell, type Problem, type Surroundings, timeCell } from "./loader.ts";

const users: TableSpec = {
  name: "users",
  key: ["id"],
  columns: [
    ...once("id"),
    ...columns("email", "name", "language"),
    ...once("created_at"),
    // Once hashed anew at a sign-in, the password lives here.
    { name: "password_hash", keptIf: "password_hash like '$argon2%'" },
  ],
};

/** A password as `identity/password.ts` reads it; nobody can sign in with an empty one. */
const passwordCell = (password: { scheme: string; hash: string } | null): string =>
  password === null ? "" : password.scheme === "md5_salted" ? `md5:${password.hash}` : password.hash;

export const userLoader: Loader<"users"> = {
  kind: "users",
  tables: [users],
  children: [],
  parents: () => [],
  newId: ({ entity }, around) => idAt("usr", entity.created, around),
  async check(items, around) {
    const problems = new Map<number, Problem>();
    const bound = new Map<number, string>();
    const emails = items.map(({ entity }) => entity.email.toLowerCase());
    const holders = await holdersOf(emails, items, around);
    const free = await around.claim(emails.map((email) => `email:${email}`));
    const seen = new Set<string>();
    for (const [index, item] of items.entries()) {
      const email = emails[index] ?? "";
      const holder = holders.get(email);
      if (holder?.id === item.id && item.known) continue;
      if (holder && !holder.ours) {
        if (around.linkUsers) bound.set(index, holder.id);
        else problems.set(index, { code: "email_taken_here", message: `${email} signs in here already` });
      } else if (holder || seen.has(email) || !free.has(`email:${email}`))
        problems.set(index, { code: "duplicate_email", message: `${email} is another user's address too` });
      seen.add(email);
    }
    return { problems, bound };
  },
  rows: ({ entity, id }, around) => ({
    rows: [
      [
        id,
        entity.email.toLowerCase(),
        nameCell(entity.name),
        entity.language,
        timeCell(entity.created) ?? around.now,
        passwordCell(entity.password),
      ],
    ],
    children: [],
  }),
};

/** Who has these addresses here already, and whether a migration brought them. */
async function holdersOf(
  emails: readonly string[],
  items: readonly Item<"users">[],
  { store, source, taken }: Surroundings,
) {
  const suspects = (await taken.suspects("emails", emails)).map((index) => emails[index] ?? "");
  if (suspects.length === 0) return new Map<string, { id: string; ours: boolean }>();
  const here = await store.query<{ id: string; email: string }>("select id, email from users where email = any($1)", [
    suspects,
  ]);
  const themselves = new Set(items.filter(({ known }) => known).map(({ id }) => id));
  const others = here.filter(({ id }) => !themselves.has(id));
  const ours = new Set<string>();
  if (others.length > 0)
    for (const row of await store.query<{ target_id: string }>(
      "select target_id from migration_rows where source = $1 and kind = 'users' and target_id = any($2)",
      [source, others.map(({ id }) => id)],
    ))
      ours.add(row.target_id);
  return new Map(here.map(({ id, email }) => [email, { id, ours: themselves.has(id) || ours.has(id) }]));
}

const tenants: TableSpec = {
  name: "tenants",
  key: ["id"],
  columns: [...once("id"), ...columns("name"), ...once("created_at")],
};
const profiles: TableSpec = {
  name: "tenant_profiles",
  key: ["tenant_id"],
  columns: [
    ...once("tenant_id"),
    ...columns("status", "email", "contact_name", "company"),
    ...jsonColumns("address"),
    ...columns("phone", "tax_id", "currency", "language", "marketing_consent", "tax_exempt"),
    ...jsonColumns("overrides"),
    ...columns("credit", "notes"),
  ],
};

export const tenantLoader: Loader<"tenants"> = {
  kind: "tenants",
  tables: [tenants, profiles],
  children: [],
  parents: () => [],
  newId: ({ entity }, around) => idAt("ten", entity.created, around),
  rows: ({ entity, id }, around) => ({
    rows: [
      [id, nameCell(entity.name), timeCell(entity.created) ?? around.now],
      [
        id,
        entity.status,
        entity.email,
        entity.contact_name,
        entity.company,
        json(entity.address),
        entity.phone,
        entity.tax_id,
        entity.currency,
        entity.language,
        entity.marketing_consent,
        entity.tax_exempt,
        json(entity.overrides),
        entity.credit,
        entity.notes,
      ],
    ],
    children: [],
  }),
};

const memberships: TableSpec = {
  name: "memberships",
  key: ["tenant_id", "user_id"],
  columns: [...once("tenant_id", "user_id"), ...columns("role"), ...once("created_at")],
};

export const membershipLoader: Loader<"memberships"> = {
  kind: "memberships",
  tables: [memberships],
  children: [],
  parents: ({ user, tenant }) => [
    { kind: "users", ...user },
    { kind: "tenants", ...tenant },
  ],
  newId: ({ entity }, around) =>
    `${around.target({ kind: "tenants", ...entity.tenant })}/${around.target({ kind: "users", ...entity.user })}`,
  /** Two users that are one person here (linked) may come to the same membership twice. */
  async check(items, around) {
    const problems = new Map<number, Problem>();
    const fresh = items.filter((item) => !item.known);
    const free = await around.claim(fresh.map(({ id }) => `member:${id}`));
    const suspects = await around.taken.suspects(
      "members",
      fresh.map(({ id }) => id),
    );
    const pairs = suspects.map((index) => (fresh[index]?.id ?? "").split("/"));
    const here =
      pairs.length === 0
        ? []
        : await around.store.query<{ id: string }>(
            `select tenant_id || '/' || user_id as id from memberships
             where (tenant_id, user_id) in (select * from unnest($1::text[], $2::text[]))`,
            [pairs.map(([tenant]) => tenant), pairs.map(([, user]) => user)],
          );
    const taken = new Set(here.map((row) => row.id));
    const bound = new Map<number, string>();
    for (const [index, item] of items.entries()) {
      if (item.known) continue;
      if (taken.has(item.id) || !free.has(`member:${item.id}`)) bound.set(index, item.id);
      taken.add(item.id);
    }
    return { problems, bound };
  },
  rows: ({ entity, id }: Item<"memberships">, around) => ({
    rows: [[...id.split("/"), entity.role, around.now]],
    children: [],
  }),
};

const contacts: TableSpec = {
  name: "contacts",
  key: ["id"],
  columns: [...once("id"), ...own("tenant_id"), ...columns("name", "email", "phone"), ...jsonColumns("notices")],
};

export const contactLoader: Loader<"contacts"> = {
  kind: "contacts",
  tables: [contacts],
  children: [],
  parents: ({ tenant }) => [{ kind: "tenants", ...tenant }],
  newId: (_item, around) => idAt("cnt", null, around),
  rows: ({ entity, id }, around) => ({
    rows: [
      [
        id,
        around.target({ kind: "tenants", ...entity.tenant }),
        entity.name,
        entity.email,
        entity.phone,
        json(entity.notices),
      ],
    ],
    children: [],
  }),
};
