import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, expectGoodLooks, settled } from "./browser.ts";
import { test, uniqueName } from "./fixtures.ts";

const REASON = `Ticket ${uniqueName("no")}: the server does not answer`;

/** What the dashboard hands to the API for whoever the page acts as. */
const asked = (page: Page, method: string, path: string, data?: object) =>
  page.request.fetch(`${inject("webUrl")}/api${path}`, {
    method,
    headers: { "sec-fetch-site": "same-origin" },
    ...(data ? { data } : {}),
  });
const bar = (page: Page) => page.getByRole("region", { name: "Acting as a customer" });

describe("staff", () => {
  test("find a customer by what a ticket says, note it down, act in their place and come back", async ({ open }) => {
    const { id, name } = inject("early").changed;
    const page = await open({ as: "operator" });
    const { server } = await (await asked(page, "GET", `/v1/operator/servers/${id}`)).json();
    const tenant = server.tenant.name;

    await page.goto("/operator/search");
    const result = (list: string, text: string) =>
      page.getByRole("list", { name: list }).getByRole("listitem").filter({ hasText: text });
    const find = async (what: string) => {
      await page.getByLabel("What").fill(what);
      await page.getByRole("button", { name: "Find", exact: true }).click();
      await page.waitForURL((url) => url.searchParams.get("q") === what);
    };
    await find(inject("demo").email);
    await result("People", inject("demo").email).getByRole("link", { name: tenant }).waitFor();
    await find(name);
    await result("Servers", name).waitFor();
    await find(String(server.vmid));
    await result("Servers", name).waitFor();
    await find(server.ipv4.address);
    await result("Servers", name).getByText("Now", { exact: true }).waitFor();
    await expectGoodLooks(page);
    await result("Servers", name).getByRole("link", { name: tenant }).click();
    await page.getByRole("heading", { level: 1, name: tenant }).waitFor();

    await page.getByRole("button", { name: "Note", exact: true }).click();
    const note = uniqueName("Calls on Mondays");
    await page.getByLabel("Note", { exact: true }).fill(note);
    await page.getByLabel("Pinned").check();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save note" }).click();
    const notes = page.getByRole("list", { name: "Staff notes" }).getByRole("listitem");
    await notes.filter({ hasText: note }).getByText("Pinned").waitFor();
    await settled(page);
    await expectGoodLooks(page);

    await page.getByRole("button", { name: "Act as customer…" }).click();
    const dialog = page.getByRole("dialog", { name: `Act as ${tenant}` });
    await dialog.getByLabel("Reason").fill("help");
    await dialog.getByRole("button", { name: "Act as customer" }).click();
    await dialog.getByText(/say why in a sentence/i).waitFor();
    await expectAccessible(page);
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Act as customer" }).click();
    await page.waitForURL("**/servers");
    await bar(page).getByText("30 minutes left.").waitFor();
    await bar(page).getByText(REASON).waitFor();

    await page.goto("/keys");
    await bar(page).waitFor();
    const make = page.getByRole("button", { name: "New key" }).first();
    await becomes(() => make.getAttribute("aria-disabled"), "true");
    expect((await asked(page, "POST", "/v1/keys", { name: "mine", permissions: ["server:read"] })).status()).toBe(403);
    expect((await asked(page, "DELETE", `/v1/servers/${id}`)).status()).toBe(403);
    await expectGoodLooks(page);
    await bar(page).getByRole("button", { name: "End" }).click();
    await page.waitForURL("**/operator/tenants/*?support=ended");
    await page.getByText(`You no longer act as ${tenant}`).waitFor();
    await page.getByRole("list", { name: "Acted as them" }).getByText(REASON).first().waitFor();
    expect(await bar(page).count()).toBe(0);

    await page.goto(`/operator/audit?tenant=${server.tenant.id}&command=support.*`);
    const entries = page.getByRole("table", { name: "Audit entries" }).getByRole("row");
    await entries.filter({ hasText: "Support acts in a member's place" }).first().waitFor();
    await entries.filter({ hasText: "Support has ended" }).first().waitFor();
  });

  test("are themselves again, and are told so, when their time is over", async ({ open }) => {
    const page = await open({ as: "operator" });
    const { results } = await (await asked(page, "GET", `/v1/operator/search?q=${inject("demo").email}`)).json();
    const { id: user, tenant } = results[0];
    const started = await page.request.post(`${inject("webUrl")}/auth/support`, {
      headers: { "sec-fetch-site": "same-origin" },
      data: { tenant: tenant.id, user, reason: REASON, minutes: 5 },
    });
    expect(await started.json()).toEqual({});
    const [{ value = "" } = {}] = (await page.context().cookies()).filter((one) => one.name === "hostwright_support");
    // As when its time is over: the API refuses the token.
    await page
      .context()
      .addCookies([{ name: "hostwright_support", value: `${value}x`, url: inject("webUrl"), httpOnly: true }]);
    await page.goto("/servers");
    await page.waitForURL(`**/operator/tenants/${tenant.id}?support=over`);
    await page.getByText(`The time to act as ${tenant.name} is over`).waitFor();
  });
});
