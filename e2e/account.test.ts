import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { letterTo, linkIn } from "../test/system/mail.ts";
import { describe, expectAccessible } from "./browser.ts";
import { test, uniqueName } from "./fixtures.ts";

const PASSWORD = "tamed otter keeps bees";
const address = (name: string) => `${uniqueName(name)}@hostwright.test`;

/** Follows the link of the latest such letter to that address. */
async function follow(page: Page, to: string, subject: RegExp): Promise<void> {
  const link = linkIn(await letterTo(inject("apiUrl"), to, subject));
  expect(link.origin).toBe(inject("webUrl"));
  await page.goto(link.href);
}

/** Opens an account from nothing, and ends on the servers of a tenant of that name. */
async function register(page: Page, email: string, tenant: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Create an account" }).click();
  await page.getByLabel("Email").fill(email);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByText("Look into your mailbox").waitFor();
  await follow(page, email, /Confirm your e-mail/);
  await page.getByLabel("Your name").fill("Nora New");
  await page.getByLabel("Company").fill(tenant);
  await page.getByLabel("Password").fill("sunshine-2026");
  await page.getByRole("button", { name: "Open account" }).click();
  await page.getByText(/among the first that are guessed/).waitFor();
  await expectAccessible(page);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Open account" }).click();
  await page.waitForURL("**/servers");
  await page.getByRole("heading", { name: "Servers" }).waitFor();
}

describe("an account", () => {
  test("opened by mail; a colleague, invited to read, orders nothing", async ({ open }) => {
    const owner = await open();
    const tenant = uniqueName("Newcomers");
    await register(owner, address("owner"), tenant);
    await owner.goto("/team");
    await owner.getByRole("row").filter({ hasText: "Nora New" }).waitFor();
    await owner.getByRole("button", { name: "Invite" }).click();
    const dialog = owner.getByRole("dialog", { name: "Invite somebody" });
    const colleague = address("reader");
    await dialog.getByLabel("Email").fill(colleague);
    await dialog.getByLabel("Role").selectOption("read-only");
    await expectAccessible(owner);
    await dialog.getByRole("button", { name: "Send invitation" }).click();
    await owner.getByRole("table", { name: "Invitations" }).getByText(colleague).waitFor();
    await expectAccessible(owner);

    const reader = await open({ phone: true });
    await follow(reader, colleague, /invites you/);
    await reader.getByText(tenant).first().waitFor();
    await expectAccessible(reader);
    await reader.getByLabel("Your name").fill("Rita Reader");
    await reader.getByLabel("Password").fill(PASSWORD);
    await reader.getByRole("button", { name: "Open account and join" }).click();
    await reader.waitForURL("**/team");
    await reader.getByRole("row").filter({ hasText: "Rita Reader" }).getByText("read-only").waitFor();
    expect(await reader.getByRole("button", { name: "Invite" }).getAttribute("aria-disabled")).toBe("true");
    await expectAccessible(reader);
    const answer = await reader.request.post(`${inject("webUrl")}/api/v1/servers`, {
      headers: { "sec-fetch-site": "same-origin" },
      data: { name: uniqueName("no"), plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [] },
    });
    expect(answer.status()).toBe(403);

    await follow(reader, colleague, /invites you/);
    await reader.getByText("This link is no longer good").waitFor();
    await expectAccessible(reader);
  });

  test("whose password is forgotten is reached by mail, and moves to another address", async ({ open }) => {
    const page = await open({ dark: true });
    const [email, next] = [address("forgetful"), address("moved")];
    await register(page, email, uniqueName("Forgetful"));
    await page.goto("/reset-password");
    await page.getByLabel("Email").fill(email);
    await page.getByRole("button", { name: "Send the letter" }).click();
    await page.getByText("Look into your mailbox").waitFor();
    await expectAccessible(page);
    await follow(page, email, /Set a new password/);
    await page.getByLabel("New password").fill("quiet heron counts stars");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Set password" }).click();
    await page.waitForURL("**/servers");

    await page.goto("/account/profile");
    await page.getByLabel("New address").fill(next);
    await page.getByLabel("Your password").fill("quiet heron counts stars");
    await page.getByRole("button", { name: "Change address" }).click();
    await page.getByText(`Changing to ${next}`).waitFor();
    await expectAccessible(page);
    await follow(page, email, /Confirm that/);
    await page.getByRole("button", { name: "Confirm the change" }).click();
    await page.getByText("Confirmed; one side is still missing").waitFor();
    await follow(page, next, /Confirm your new/);
    await page.getByRole("button", { name: "Confirm this address" }).click();
    await page.getByText("Your address has changed").waitFor();
    await expectAccessible(page);
    await page.goto("/account/profile");
    await page.getByText(`You sign in as ${next}.`).waitFor();
  });

  test("of a tenant is seen by operators", async ({ open }) => {
    const page = await open({ as: "operator" });
    await page.goto("/operator/tenants?name=acme");
    await page.getByRole("row").filter({ hasText: "Acme Studios" }).getByText("Active").waitFor();
    await expectAccessible(page);
    await page.getByRole("button", { name: "New tenant" }).click();
    const dialog = page.getByRole("dialog", { name: "New tenant" });
    const name = uniqueName("Invited");
    const owner = address("invited");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByLabel("Owner's email").fill(owner);
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Make tenant" }).click();
    await page.getByText(`${name} is made`).waitFor();
    await letterTo(inject("apiUrl"), owner, new RegExp(name));
  });
});
