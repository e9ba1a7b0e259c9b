import { json } from "../cell.ts";
import { columns, once, own, ownJson, type TableSpec } from "../table-spec.ts";
import { idAt, type Loader, nameCell, timeCell } from "./loader.ts";

const invoices: TableSpec = {
  name: "archive_invoices",
  key: ["id"],
  columns: [
    ...once("id"),
    ...own("tenant_id", "number", "status", "issued", "due", "paid_at", "currency", "rate"),
    ...ownJson("buyer"),
    ...own("subtotal", "credit", "total"),
    ...ownJson("taxes", "lines"),
    ...own("payment_method", "notes"),
  ],
};

/** Documents as they were issued; nothing here changes them. */
export const invoiceLoader: Loader<"invoices"> = {
  kind: "invoices",
  tables: [invoices],
  children: [],
  parents: ({ tenant }) => [{ kind: "tenants", ...tenant }],
  newId: ({ entity }, around) => idAt("inv", entity.issued, around),
  rows: ({ entity: i, id }, around) => ({
    rows: [
      [
        id,
        around.target({ kind: "tenants", ...i.tenant }),
        i.number,
        i.status,
        i.issued,
        i.due,
        timeCell(i.paid_at),
        i.currency,
        i.rate,
        json(i.buyer),
        i.subtotal,
        i.credit,
        i.total,
        json(i.taxes),
        json(i.lines),
        i.payment_method,
        i.notes,
      ],
    ],
    children: [],
  }),
};

const transactions: TableSpec = {
  name: "archive_transactions",
  key: ["id"],
  columns: [
    ...once("id"),
    ...own("tenant_id", "invoice_id", "at", "currency", "amount_in", "amount_out", "fees"),
    ...own("rate", "gateway", "reference", "description"),
  ],
};

export const transactionLoader: Loader<"transactions"> = {
  kind: "transactions",
  tables: [transactions],
  children: [],
  parents: ({ tenant, invoice }) => [
    ...(tenant ? [{ kind: "tenants" as const, ...tenant }] : []),
    ...(invoice ? [{ kind: "invoices" as const, ...invoice }] : []),
  ],
  newId: ({ entity }, around) => idAt("trx", entity.at, around),
  rows: ({ entity: t, id }, around) => ({
    rows: [
      [
        id,
        t.tenant ? around.target({ kind: "tenants", ...t.tenant }) : null,
        t.invoice ? around.target({ kind: "invoices", ...t.invoice }) : null,
        timeCell(t.at),
        t.currency,
        t.amount_in,
        t.amount_out,
        t.fees,
        t.rate,
        t.gateway,
        t.reference,
        t.description,
      ],
    ],
    children: [],
  }),
};

const credits: TableSpec = {
  name: "archive_credits",
  key: ["id"],
  columns: [...once("id"), ...own("tenant_id", "on_day", "currency", "amount", "description")],
};

export const creditLoader: Loader<"credits"> = {
  kind: "credits",
  tables: [credits],
  children: [],
  parents: ({ tenant }) => [{ kind: "tenants", ...tenant }],
  newId: ({ entity }, around) => idAt("crd", entity.on, around),
  rows: ({ entity, id }, around) => ({
    rows: [
      [
        id,
        around.target({ kind: "tenants", ...entity.tenant }),
        entity.on,
        entity.currency,
        entity.amount,
        entity.description,
      ],
    ],
    children: [],
  }),
};

const tickets: TableSpec = {
  name: "archive_tickets",
  key: ["id"],
  columns: [
    ...once("id"),
    ...own("tenant_id", "reference", "department", "subject", "status", "urgency"),
    ...ownJson("service", "messages"),
  ],
};

export const ticketLoader: Loader<"tickets"> = {
  kind: "tickets",
  tables: [tickets],
  children: [],
  parents: ({ tenant }) => (tenant ? [{ kind: "tenants", ...tenant }] : []),
  newId: ({ entity }, around) => idAt("tkt", entity.messages[0]?.at, around),
  rows: ({ entity, id }, around) => ({
    rows: [
      [
        id,
        entity.tenant ? around.target({ kind: "tenants", ...entity.tenant }) : null,
        entity.reference,
        entity.department,
        entity.subject,
        entity.status,
        entity.urgency,
        entity.service ? json(entity.service) : null,
        json(entity.messages),
      ],
    ],
    children: [],
  }),
};

const sequences: TableSpec = {
  name: "number_sequences",
  key: ["name"],
  columns: [...once("name"), ...columns("next_number", "format")],
};

export const sequenceLoader: Loader<"sequences"> = {
  kind: "sequences",
  tables: [sequences],
  children: [],
  parents: () => [],
  newId: ({ entity }) => entity.name,
  async check(items, { store }) {
    const here = await store.query<{ name: string }>("select name from number_sequences");
    const taken = new Set(here.map(({ name }) => name));
    const problems = new Map(
      [...items.entries()].flatMap(([index, { entity, known }]) =>
        !known && taken.has(entity.name)
          ? [
              [
                index,
                { code: "name_taken_here" as const, message: `'${entity.name}' is numbered here already` },
              ] as const,
            ]
          : [],
      ),
    );
    return { problems, bound: new Map<number, string>() };
  },
  rows: ({ entity }) => ({ rows: [[entity.name, entity.next, entity.format]], children: [] }),
};

const legacy: TableSpec = {
  name: "legacy_records",
  key: ["id"],
  columns: [
    ...once("id"),
    ...own("tenant_id", "source", "source_table", "source_id", "title"),
    ...ownJson("source_row"),
  ],
};

export const legacyLoader: Loader<"legacy"> = {
  kind: "legacy",
  tables: [legacy],
  children: [],
  parents: ({ tenant }) => (tenant ? [{ kind: "tenants", ...tenant }] : []),
  newId: (_item, around) => idAt("leg", null, around),
  rows: ({ entity, id, outcome: { source } }, around) => ({
    rows: [
      [
        id,
        entity.tenant ? around.target({ kind: "tenants", ...entity.tenant }) : null,
        around.source,
        source.table,
        source.id,
        nameCell(entity.title),
        json(entity.row),
      ],
    ],
    children: [],
  }),
};
