import { keepFromRemoval } from "../files.ts";
import { once, own, type TableSpec } from "../table-spec.ts";
import { idAt, type Loader } from "./loader.ts";

const attachments: TableSpec = {
  name: "archive_attachments",
  key: ["id"],
  columns: [...once("id"), ...own("tenant_id", "ticket_id", "message", "name", "file", "size", "sha256")],
};

/** The files of archived tickets. A file is kept before its row is committed: a row never names one that is not there. */
export const attachmentLoader: Loader<"attachments"> = {
  kind: "attachments",
  tables: [attachments],
  children: [],
  parents: ({ tenant, ticket }) => [
    ...(tenant ? [{ kind: "tenants" as const, ...tenant }] : []),
    { kind: "tickets", ...ticket },
  ],
  newId: (_item, around) => idAt("att", null, around),
  rows: ({ entity, id }, around) => ({
    rows: [
      [
        id,
        entity.tenant ? around.target({ kind: "tenants", ...entity.tenant }) : null,
        around.target({ kind: "tickets", ...entity.ticket }),
        `${entity.message.table}:${entity.message.id}`,
        entity.name,
        entity.file,
        entity.size,
        entity.sha256,
      ],
    ],
    children: [],
  }),
  async settle(items, around) {
    const files = items.flatMap(({ entity: { file, sha256 } }) => (sha256 === null ? [] : [{ file, sha256 }]));
    if (files.length === 0) return;
    await keepFromRemoval(
      around.store,
      files.map(({ sha256 }) => sha256),
    );
    for (const file of files) await around.keepFile(file);
  },
};
