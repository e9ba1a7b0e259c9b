import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inject } from "vitest";
import { z } from "zod";
import { openDatabase } from "../packages/core/src/kernel/database/index.ts";
import type { Tables } from "../packages/core/src/kernel/index.ts";
import { openObjects } from "../packages/core/src/kernel/objects/index.ts";
import { anInvoice, aPayment, aTicket } from "../test/integration/api/support/fixtures/archive.ts";

const control = z.object({ databaseUrl: z.string() });

/** Puts an invoice and a ticket with a file into the demo customer's archive, as a migration would. */
export async function archive(text: string): Promise<{ invoice: string; ticket: string }> {
  const directory = inject("directory");
  const { databaseUrl } = control.parse(JSON.parse(readFileSync(join(directory, "control.json"), "utf8")));
  const db = openDatabase<Tables>({ url: databaseUrl, pool: 1 });
  try {
    const { tenant_id: owner } = await db.kysely
      .selectFrom("memberships")
      .innerJoin("users", "users.id", "memberships.user_id")
      .select("memberships.tenant_id")
      .where("users.email", "=", inject("demo").email)
      .executeTakeFirstOrThrow();
    const objects = () => openObjects(pathToFileURL(join(directory, "objects")).href, { region: "nowhere" });
    const place = { app: { db, objects }, owner };
    const invoice = await anInvoice(place);
    await aPayment(place, invoice);
    return { invoice, ticket: (await aTicket(place, { text })).id };
  } finally {
    await db.close();
  }
}
