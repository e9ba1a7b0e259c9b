import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { describe, expectAccessible, expectNoSidewaysScroll, settled } from "./browser.ts";
import { test, uniqueName } from "./fixtures.ts";

const REASON = `Ticket ${uniqueName("no")}: the server does not answer`;

/** What the dashboard hands to the API for whoever the page acts as. */
const asked = async (page: Page, method: string, path: string, data?: object) =>
  page.request.fetch(`${inject("webUrl")}/api${path}`, {
    method,
    headers: { "sec-fetch-site": "same-origin" },
    ...(data ? { data } : {}),
  });

describe("staff", () => {
  test("find a customer by address, note it down, act in their place and come back", async ({ open, running }) => {
    const { id, name } = await running("e2e-staff");
    const operator = await open({ as: "operator" });
    const { server } = await (await asked(operator, "GET", `/v1/operator/servers/${id}`)).json();
    await operator.keyboard.press("Control+k");
    await operator.getByPlaceholder("Search servers, pages, actions…").fill(server.ipv4.address);
    await operator.getByRole("option", { name: /^Find “.+” among/ }).click();
    await operator.waitForURL(`**/operator/search?q=${server.ipv4.address}`);
    const row = operator.getByRole("list", { name: "Servers" }).getByRole("listitem").filter({ hasText: name });
    await row.getByText("Now", { exact: true }).waitFor();
    await expectAccessible(operator);
    await row.getByRole("link", { name: server.tenant.name }).click();
    await operator.getByRole("heading", { level: 1, name: server.tenant.name }).waitFor();

    await operator.getByRole("button", { name: "Note", exact: true }).click();
    const note = uniqueName("Calls on Mondays");
    await operator.getByLabel("Note", { exact: true }).fill(note);
    await expectAccessible(operator);
    await operator.getByRole("button", { name: "Save note" }).click();
    const written = operator.getByRole("list", { name: "Staff notes" }).getByRole("listitem").filter({ hasText: note });
    await written.getByRole("button", { name: "Pin" }).click();
    await written.getByText("Pinned").waitFor();
    await settled(operator);
    await expectAccessible(operator);

    await operator.getByRole("button", { name: "Act as customer…" }).click();
    const dialog = operator.getByRole("dialog", { name: `Act as ${server.tenant.name}` });
    await dialog.getByLabel("Reason").fill("help");
    await dialog.getByRole("button", { name: "Act as customer" }).click();
    await dialog.getByText(/say why in a sentence/i).waitFor();
    await expectAccessible(operator);
    await dialog.getByLabel("Reason").fill(REASON);
    await dialog.getByRole("button", { name: "Act as customer" }).click();
    await operator.waitForURL("**/servers");
    const bar = operator.getByRole("region", { name: "Acting as a customer" });
    await bar.getByText("30 minutes left.").waitFor();
    await settled(operator);
    await expectAccessible(operator);

    await operator.goto("/keys");
    await bar.waitFor();
    const make = operator.getByRole("button", { name: "New key" }).first();
    expect(await make.getAttribute("aria-disabled")).toBe("true");
    expect((await asked(operator, "POST", "/v1/keys", { name: "mine" })).status()).toBe(403);
    expect((await asked(operator, "POST", "/v1/operator/support", {})).status()).toBe(404);
    await bar.getByRole("button", { name: "End" }).click();
    await operator.waitForURL("**/operator/tenants/*?support=ended");
    await operator.getByText(`You no longer act as ${server.tenant.name}`).waitFor();
    await operator.getByRole("list", { name: "Acted as them" }).getByText(REASON).first().waitFor();
    expect(await bar.count()).toBe(0);

    const customer = await open({ as: "customer", phone: true });
    await customer.goto("/activity?tab=audit");
    await customer.getByRole("list", { name: "Audit" }).getByText(REASON).first().waitFor();
    await expectAccessible(customer);
    await expectNoSidewaysScroll(customer);
  });

  test("are themselves again, and are told so, when acting for a customer is over", async ({ open }) => {
    const operator = await open({ as: "operator", phone: true });
    const { results } = await (await asked(operator, "GET", "/v1/operator/search?q=demo@hostwright.test")).json();
    const { id: user, tenant } = results[0];
    const started = await operator.request.post(`${inject("webUrl")}/auth/support`, {
      headers: { "sec-fetch-site": "same-origin" },
      data: { tenant: tenant.id, user, reason: REASON, minutes: 5 },
    });
    expect(await started.json()).toEqual({});
    await operator.goto("/servers");
    const bar = operator.getByRole("region", { name: "Acting as a customer" });
    await bar.waitFor();
    await expectAccessible(operator);
    await expectNoSidewaysScroll(operator);
    const [{ value = "" } = {}] = (await operator.context().cookies()).filter(
      (one) => one.name === "hostwright_support",
    );
    await operator.context().addCookies([
      // As when its time is over: the API refuses the token.
      { name: "hostwright_support", value: `${value}x`, url: inject("webUrl") },
    ]);
    await operator.goto("/servers");
    await operator.waitForURL(`**/operator/tenants/${tenant.id}?support=over`);
    await operator.getByText(`The time to act as ${tenant.name} is over`).waitFor();
    await expectAccessible(operator);
  });
});
