import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import { createClient } from "../packages/sdk/src/index.ts";
import { letterTo, linkIn } from "../test/system/mail.ts";
import { totpCode } from "../test/totp.ts";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, personWithPasskeys } from "./browser.ts";
import { test, uniqueName } from "./fixtures.ts";

const PASSWORD = "tamed otter keeps bees";
const address = (name: string) => `${uniqueName(name)}@hostwright.test`;

/** Follows the link of the latest such letter to that address, on the name this browser knows the dashboard by. */
async function follow(page: Page, to: string, subject: RegExp): Promise<void> {
  const link = linkIn(await letterTo(inject("apiUrl"), to, subject));
  expect(link.origin).toBe(inject("webUrl"));
  await page.goto(`${link.pathname}${link.search}${link.hash}`);
}

/** Reads that letter at /dev/mail as a person would. */
async function readLetter(page: Page, to: string, subject: RegExp): Promise<void> {
  await letterTo(inject("apiUrl"), to, subject);
  await page.goto(`${inject("apiUrl")}/dev/mail?to=${encodeURIComponent(to)}`);
  await expectAccessible(page);
  await page.getByRole("link", { name: subject }).first().click();
  await page.getByRole("heading", { level: 1, name: subject }).waitFor();
  await expectAccessible(page);
}

/** An authenticator app and a passkey, on the account's security page. */
async function enrol(page: Page): Promise<void> {
  await page.goto("/account/security");
  await page.getByRole("button", { name: "Set up" }).click();
  const app = page.getByRole("dialog", { name: "Set up an authenticator app" });
  await app.getByRole("img", { name: "The secret as a QR code" }).waitFor();
  const secret = /[A-Z2-7]{32}/.exec((await app.textContent()) ?? "")?.[0] ?? "";
  await app.getByLabel("Code", { exact: true }).fill(totpCode(secret, new Date()));
  await app.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("button", { name: "I have stored them" }).click();
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const passkey = page.getByRole("dialog", { name: "Add a passkey" });
  await passkey.getByLabel("Name").fill("Laptop");
  await expectAccessible(page);
  await passkey.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("list", { name: "Passkeys" }).getByText("Laptop").waitFor();
  await expectAccessible(page);
}

/** Makes a key, uses it against the API, revokes it. */
async function useKey(page: Page): Promise<void> {
  const name = uniqueName("pipeline");
  await page.goto("/keys");
  await page.getByRole("button", { name: "New key" }).first().click();
  await page.getByRole("dialog", { name: "New API key" }).getByLabel("Name", { exact: true }).fill(name);
  await page.getByRole("button", { name: "Make key" }).click();
  const shown = page.getByRole("dialog", { name: `Key of ${name}` });
  const token = (await shown.getByRole("code").textContent()) ?? "";
  await shown.getByRole("button", { name: "I have stored it" }).click();
  const program = createClient({ baseUrl: inject("apiUrl"), token });
  expect((await program.GET("/v1/servers")).data?.servers).toEqual([]);
  await page.getByRole("button", { name: `Revoke ${name}` }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke key" }).click();
  await page.getByText(`${name} is revoked`).waitFor();
  expect((await program.GET("/v1/servers")).response.status).toBe(401);
}

/** Opens an account from nothing, and ends on the servers of a tenant of that name. */
async function register(page: Page, email: string, tenant: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByRole("link", { name: "Create an account" }).click();
  // The page that is left has a field of that name, too.
  await page.getByRole("heading", { name: "Create an account" }).waitFor();
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
  test.concurrent("opened by mail, guarded by app and passkey; a colleague, invited to read, orders nothing; a key comes and goes", {
    timeout: 400_000,
  }, async ({ browser, open }) => {
    const owner = await personWithPasskeys(browser);
    const tenant = uniqueName("Newcomers");
    const email = address("owner");
    await register(owner, email, tenant);
    await enrol(owner);
    await readLetter(owner, email, /Confirm your e-mail/);
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
    await reader.goto("/servers/new");
    const order = reader.getByRole("button", { name: "Order server" });
    await becomes(() => order.getAttribute("aria-disabled"), "true");
    await order.click({ force: true });
    await reader.getByRole("listitem").getByText("Your role (read-only) does not allow this").waitFor();
    await expectAccessible(reader);
    const answer = await reader.request.post(`${inject("webUrl")}/api/v1/servers`, {
      headers: { "sec-fetch-site": "same-origin" },
      data: { name: uniqueName("no"), plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [] },
    });
    expect(answer.status()).toBe(403);

    await follow(reader, colleague, /invites you/);
    await reader.getByText("This link is no longer good").waitFor();
    await expectAccessible(reader);

    await useKey(owner);
    await owner.context().close();
  });

  test.concurrent("whose password is forgotten is reached by mail, and moves to another address", async ({ open }) => {
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

  test.concurrent("of a tenant is seen by operators", async ({ open }) => {
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
