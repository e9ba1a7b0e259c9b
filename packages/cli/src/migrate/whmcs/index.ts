import { createHash } from "node:crypto";
import type { MigrationSystem } from "../index.ts";
import type { MigrationSource, SourceFlags } from "../source.ts";
import { entities } from "./entities.ts";
import { inspect } from "./inspect/index.ts";
import { loadMapping } from "./mapping/load.ts";
import { EMPTY_MAPPING, type Mapping } from "./mapping/schema.ts";
import { attachmentFiles } from "./source/attachments.ts";
import { oneRow } from "./source/one-row.ts";
import { placeOf } from "./source/places.ts";
import { openSource, type Source } from "./source/rows.ts";
import * as tables from "./source/tables.ts";
import { WallClock } from "./transform/date.ts";

export { entities } from "./entities.ts";
export { loadMapping, MappingError, parseMapping } from "./mapping/load.ts";
export { EMPTY_MAPPING, type Mapping } from "./mapping/schema.ts";
export { SourceError } from "./source/error.ts";
export { openSource, type Source } from "./source/rows.ts";

/** `hostwright migrate whmcs …` */
export const whmcs: MigrationSystem = { open, commands: { inspect } };

async function open(flags: SourceFlags): Promise<MigrationSource> {
  const mapping = flags.mapping === undefined ? EMPTY_MAPPING : await loadMapping(flags.mapping);
  const timezone = flags.timezone ?? mapping.timezone ?? "UTC";
  requireTimezone(timezone);
  const files = await attachmentFiles(flags.attachments);
  const source = await openSource(flags.source);
  return {
    key: await keyOf(source),
    system: `WHMCS ${source.layout.version}`,
    linkUsers: mapping.existing.users === "link",
    expected: expectedOf(source, mapping),
    outcomes: (options) =>
      entities(source, mapping, {
        timezone,
        ...options,
        ...(flags.encryptionHash === undefined ? {} : { encryptionHash: flags.encryptionHash }),
        files,
      }),
    filePath: files.pathOf,
    row: (table, id) => oneRow(source, table, id),
    close: source.close,
  };
}

function requireTimezone(name: string): void {
  try {
    new WallClock(name);
  } catch {
    throw new RangeError(`--source-timezone: there is no time zone ${name}`);
  }
}

/** The company's, not the server's: a copy of the database on another machine is the same source. */
async function keyOf(source: Source): Promise<string> {
  const settings = await source.all(tables.configuration);
  const value = (name: string) => settings.find((row) => row.setting === name)?.value ?? "";
  const identity = [value("SystemURL"), value("InstanceID"), source.database].join("\n");
  return `whmcs-${createHash("sha256").update(identity).digest("hex").slice(0, 32)}`;
}

/** By the server's own estimates: rows that become something by themselves. */
function expectedOf({ layout }: Source, mapping: Mapping): number {
  let rows = 0;
  for (const table of layout.tables.values()) {
    const place = placeOf(table.name, mapping.tables);
    if (place.place === "entities")
      rows += table.rows * (layout.generation === 8 && table.name === "tblclients" ? 1 : place.kinds.length);
    if (place.place === "legacy") rows += table.rows;
  }
  return rows;
}
