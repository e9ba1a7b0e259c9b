import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeOnEachDatabase } from "../../../../test/each-database.ts";
import { aCredit, anInvoice, aPayment, aTicket } from "../../../../test/integration/api/support/fixtures/archive.ts";
import {
  getInvoice,
  getInvoiceAsOperator,
  getTicket,
  listCredits,
  listInvoices,
  listInvoicesAsOperator,
  listPayments,
  listPaymentsAsOperator,
  listTickets,
  listTicketsAsOperator,
  removeFiles,
} from "../../src/archive/index.ts";
import type { App, Tables } from "../../src/kernel/index.ts";
import { tenantOfActor } from "../../src/kernel/index.ts";
import { openObjects } from "../../src/kernel/objects/index.ts";
import { REMOVAL_GRACE_MS } from "../../src/kernel/removal-grace.ts";
import { eraseTenant } from "../../src/privacy/index.ts";
import { useStage } from "../stage.ts";
import { asOperator, run } from "../world.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "hostwright-archive-"));
});
afterAll(() => rm(folder, { recursive: true }));

describeOnEachDatabase<Tables>("what a migration brought of papers", (opened) => {
  const staged = useStage(opened);

  /** The archive emptied, and where to put what belongs to Ada's tenant. */
  async function empty() {
    const { world, ada } = staged();
    for (const kind of ["invoices", "transactions", "credits", "tickets", "attachments"] as const)
      await world.app.db.kysely.deleteFrom(`archive_${kind}`).execute();
    const objects = () => openObjects(pathToFileURL(folder).href, { region: "nowhere" });
    const owner = ada.type === "user" ? ada.tenant : "";
    return { world, ada, place: { app: { db: world.app.db, objects }, owner } };
  }

  test("invoices are found by how their number begins, status and day, and say what was paid", async () => {
    const { world, ada, place } = await empty();
    const one = await anInvoice(place, { number: "RE_1", issued: "2021-01-01" });
    await anInvoice(place, { number: "RE-2", issued: "2022-01-01", status: "unpaid" });
    await anInvoice(place, { number: null, issued: "2023-01-01" });
    const numbers = async (input: object) => (await run(world, ada, listInvoices, input)).invoices.map((i) => i.number);
    expect(await numbers({})).toEqual([null, "RE-2", "RE_1"]);
    expect(await numbers({ number: "re_" })).toEqual(["RE_1"]);
    expect(await numbers({ status: "unpaid", from: "2022-01-01" })).toEqual(["RE-2"]);
    const payment = await aPayment(place, one);
    const { invoice } = await run(world, ada, getInvoice, { id: one });
    expect(invoice).toMatchObject({ decimals: 2, total: 1000, payments: [{ id: payment, paid: 1000 }] });
    expect((await run(world, ada, listPayments, {})).payments).toMatchObject([{ invoice: { number: "RE_1" } }]);
    const credit = await aCredit(place);
    expect((await run(world, ada, listCredits, {})).credits).toMatchObject([{ id: credit, amount: 190 }]);
  });

  test("drafts are our staff's alone, and another tenant's invoice is not named by who paid it", async () => {
    const { world, ada, place } = await empty();
    const eve = staged().eve;
    const draft = await anInvoice(place, { number: "D-1", status: "draft" });
    const issued = await anInvoice(place, { number: "RE-1" });
    const invoices = async (input: object) => (await run(world, ada, listInvoices, input)).invoices.map(({ id }) => id);
    expect(await invoices({})).toEqual([issued]);
    expect(await invoices({ status: "draft" })).toEqual([]);
    await expect(run(world, ada, getInvoice, { id: draft })).rejects.toMatchObject({ code: "not_found" });
    const all = (await run(world, asOperator, listInvoicesAsOperator, {})).invoices;
    expect(new Set(all.map(({ id }) => id))).toEqual(new Set([draft, issued]));
    const shown = await run(world, asOperator, getInvoiceAsOperator, { id: draft });
    expect(shown.invoice).toMatchObject({ id: draft, status: "draft" });
    await aPayment(place, draft);
    expect((await run(world, ada, listPayments, {})).payments).toMatchObject([{ invoice: null }]);
    const [told] = (await run(world, asOperator, listPaymentsAsOperator, {})).payments;
    expect(told).toMatchObject({ invoice: { id: draft } });
    const other = eve.type === "user" ? eve.tenant : "";
    await aPayment(place, issued, other);
    expect((await run(world, eve, listPayments, {})).payments).toMatchObject([{ paid: 1000, invoice: null }]);
    expect((await run(world, ada, getInvoice, { id: issued })).invoice.payments).toEqual([]);
  });

  test("tickets are counted and dated without reading what was written, and then read", async () => {
    const { world, ada, place } = await empty();
    const { id } = await aTicket(place, { subject: "100% full" });
    await aTicket(place, { tenant: null });
    const { tickets } = await run(world, ada, listTickets, { text: "100%" });
    expect(tickets).toMatchObject([{ id, messages: 2, opened: "2024-03-01T09:00:00.000Z" }]);
    expect((await run(world, asOperator, listTicketsAsOperator, {})).tickets).toHaveLength(2);
    const { ticket } = await run(world, ada, getTicket, { id });
    expect(ticket.messages.map(({ author, text }) => [author, text])).toEqual([
      ["customer", "It is slow."],
      ["staff", "<b>Better?</b>"],
    ]);
  });

  test("an erased tenant's files go a day after its rows, but for those that another still has", async () => {
    const { world, place } = await empty();
    const db = world.app.db.kysely;
    await db.deleteFrom("object_removals").execute();
    const kept = await place.app.objects();
    const [mine, shared] = [await aTicket(place, { holds: "mine" }), await aTicket(place, { holds: "shared" })];
    await aTicket(place, { holds: "mine" });
    await aTicket({ ...place, owner: tenantOfActor(staged().eve) ?? "" }, { holds: "shared" });
    const listed = () => db.selectFrom("object_removals").select("sha256").execute();
    const removal = (objects?: App["objects"]) => removeFiles({ ...world.app, ...(objects ? { objects } : {}) });
    await run(world, asOperator, eraseTenant, { id: place.owner, confirm: "Tenant 0" });
    expect((await listed()).map(({ sha256 }) => sha256).sort()).toEqual([mine.sha256, shared.sha256].sort());
    // Somebody who brought the same file right now would have put it already, but not yet written its row.
    await removal(place.app.objects);
    expect(await kept.check(mine.sha256)).toBe("kept");
    await world.clock.advance(REMOVAL_GRACE_MS);
    // No store is known: the list waits.
    await removal();
    expect(await listed()).toHaveLength(2);
    const broken = async () => ({ ...kept, remove: () => Promise.reject(new Error("no such bucket")) });
    await expect(removal(broken)).rejects.toThrow("1 files could not be removed");
    expect(await listed()).toEqual([{ sha256: mine.sha256 }]);
    await world.clock.advance(3_600_000);
    await removal(place.app.objects);
    await removal(place.app.objects);
    expect([await kept.check(mine.sha256), await kept.check(shared.sha256)]).toEqual(["missing", "kept"]);
    expect(await listed()).toEqual([]);
  });
});
