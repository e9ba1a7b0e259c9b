import { KINDS, type Kind, type Outcome } from "@hostwright/core/migration";
import type { Mapping } from "./mapping/schema.ts";
import { type AttachmentFiles, attachmentFiles } from "./source/attachments.ts";
import type { Source } from "./source/rows.ts";
import { readShop } from "./source/shop.ts";
import { attachments } from "./stream/attachments.ts";
import { currencies, endpoints, images, locations, plans, sequences } from "./stream/catalog.ts";
import { keepOrphans } from "./stream/kept-orphans.ts";
import { legacy } from "./stream/legacy.ts";
import { credits, invoices, transactions } from "./stream/money.ts";
import { contacts, memberships, tenants, users } from "./stream/people.ts";
import type { Reading, Stream } from "./stream/reading.ts";
import { servers } from "./stream/services.ts";
import { tickets } from "./stream/tickets.ts";
import { calendarDate, WallClock } from "./transform/date.ts";
import { recipes } from "./transform/recipe.ts";
import { decidedCells } from "./transform/row-judge.ts";

export interface EntityOptions {
  /** IANA name of the zone that the source's times are written in. */
  timezone: string;
  only?: readonly Kind[];
  /** History before that day is left out: `YYYY-MM-DD`, with a time or without. */
  since?: string;
  /** `cc_encryption_hash` of configuration.php: opens password fields that carry a part of the specification. */
  encryptionHash?: string;
  /** The tickets' attachments; none unless given. */
  files?: AttachmentFiles;
}

const STREAMS: Record<Kind, Stream> = {
  currencies,
  users,
  tenants,
  memberships,
  contacts,
  plans,
  images,
  locations,
  endpoints,
  servers,
  invoices,
  transactions,
  credits,
  tickets,
  attachments,
  sequences,
  legacy,
};

/**
 * Everything there is as outcomes, kind by kind so that what is referred to comes first, in batches of one kind and at
 * most a few thousand. Memory does not grow with the source. @throws SourceError, RangeError for what is no day or time zone
 */
export async function* entities(source: Source, mapping: Mapping, options: EntityOptions): AsyncGenerator<Outcome[]> {
  const reading: Reading = {
    source,
    rules: {
      mapping,
      decided: decidedCells(mapping),
      clock: new WallClock(options.timezone),
      shop: await readShop(source, mapping),
      recipeOf: recipes(mapping),
      encryptionHash: options.encryptionHash,
    },
    files: options.files ?? (await attachmentFiles(undefined)),
    since: options.since === undefined ? undefined : startOf(options.since),
  };
  for (const kind of KINDS) {
    if (options.only && !options.only.includes(kind)) continue;
    for await (const batch of STREAMS[kind](reading)) {
      const kept = await keepOrphans(reading, batch);
      if (kept.length > 0) yield kept;
    }
  }
}

/** `2026-11-01` or `2026-11-01T12:00:00Z` as MySQL writes it. */
function startOf(text: string): string {
  const [, time = "00:00:00"] = /[T ](\d{2}:\d{2}:\d{2})/.exec(text) ?? [];
  const { date } = calendarDate(text);
  if (date === null || !/^\d{4}-\d{2}-\d{2}/.test(text))
    throw new RangeError(`--since: "${text}" is no day (YYYY-MM-DD)`);
  return `${date} ${time}`;
}
