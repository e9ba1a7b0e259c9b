import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, settled } from "./browser.ts";
import { KEY, PROVISIONED, test, uniqueName } from "./fixtures.ts";

/** Fills the order form and sends it; ends on the server's page. */
async function order(page: Page, name: string, sshKey?: string): Promise<void> {
  await page.goto("/servers/new");
  await page.getByRole("radio", { name: "Small" }).check();
  await page.getByLabel("Name", { exact: true }).fill(name);
  if (sshKey) await page.getByLabel("SSH keys").fill(sshKey);
  await page.getByRole("button", { name: "Add label" }).click();
  await page.getByLabel("Label 1 key").fill("suite");
  await page.getByLabel("Label 1 value").fill("e2e");
  await page.getByRole("button", { name: "Order server" }).click();
  await page.waitForURL(/\/servers\/srv_/);
}

const timeline = (page: Page, title: string) => page.getByRole("region", { name: `${title}, timeline` });
const power = (page: Page, name: string) =>
  page.getByRole("group", { name: "Power" }).getByRole("button", { name, exact: true });

/** Disabled, and for that reason: another one may hold for a moment before. */
const expectRefused = (button: Locator, reason: string) =>
  becomes(async () => {
    const id = await button.getAttribute("aria-describedby");
    const refused = (await button.getAttribute("aria-disabled")) === "true" && id !== null;
    const [text] = refused ? await button.page().locator(`[id="${id}"]`).allTextContents() : [];
    return text;
  }, reason);

async function deleteServer(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Delete server…" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
  const confirm = dialog.getByRole("button", { name: "Delete server" });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await confirm.click();
  await page.getByText("This server is not there").waitFor(PROVISIONED);
}

describe("a server's life", () => {
  test.concurrent("ordered, watched, stopped, started, renamed, deleted", async ({ customer: page }) => {
    const name = uniqueName("e2e");
    await order(page, name, KEY);

    const creation = timeline(page, "Create server");
    await creation.getByText("Copy the image").waitFor();
    await creation.getByText("Succeeded").waitFor(PROVISIONED);
    expect(await creation.getByRole("listitem").count()).toBe(4);
    await expectAccessible(page);
    await expectRefused(power(page, "Start"), "The server is already running.");

    await power(page, "Cut power").click();
    await page.getByRole("dialog").getByRole("button", { name: "Cut power" }).click();
    await timeline(page, "Cut power").getByText("Succeeded").waitFor(PROVISIONED);
    await expectRefused(power(page, "Shut down"), "The server is not running.");
    await power(page, "Start").click();
    await timeline(page, "Start").getByText("Succeeded").waitFor(PROVISIONED);

    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("New name").fill(`${name}-b`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: `${name}-b` }).waitFor();

    await page.getByRole("tab", { name: "Activity" }).click();
    await page.getByRole("list", { name: "Audit" }).getByText("Change name, labels or protection").waitFor();
    await expectAccessible(page);
    await page.getByRole("tab", { name: "Overview" }).click();
    await deleteServer(page, `${name}-b`);
    await page.goto(`/servers?name=${name}-b`);
    await page.getByText("No server matches").waitFor();
  });

  test.concurrent("without a key, the root password is shown once and stays nowhere", async ({ customer: page }) => {
    const name = uniqueName("e2e-password");
    await order(page, name);
    const dialog = page.getByRole("dialog", { name: `Root password of ${name}` });
    const password = (await dialog.getByRole("code").textContent()) ?? "";
    expect(password.length).toBeGreaterThanOrEqual(12);
    await page.keyboard.press("Tab");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Copy password" }).click();
    await becomes(() => page.evaluate("navigator.clipboard.readText()"), password);
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await dialog.waitFor({ state: "detached" });

    const kept = await page.evaluate<string>(
      "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML])",
    );
    expect(kept).not.toContain(password);
    await page.reload();
    await settled(page);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await timeline(page, "Create server").getByText("Succeeded").waitFor(PROVISIONED);
    await deleteServer(page, name);
  });

  test.concurrent("an order whose answer is lost is sent again with the same key, and bought once", async ({
    customer: page,
  }) => {
    const name = uniqueName("e2e-lost");
    await page.goto("/servers/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("SSH keys").fill(KEY);
    const keys: (string | undefined)[] = [];
    page.on("request", (request) => {
      if (request.method() === "POST") keys.push(request.headers()["idempotency-key"]);
    });
    // The API takes the order, but its answer never reaches the browser.
    await page.route(
      "**/api/v1/servers",
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await page.getByRole("button", { name: "Order server" }).click();
    await page.getByText("No answer").waitFor();
    await page.getByRole("button", { name: "Order server" }).click();
    await page.waitForURL(/\/servers\/srv_/);
    expect(keys).toHaveLength(2);
    expect(keys[0]).toBe(keys[1]);
    await timeline(page, "Create server").getByText("Succeeded").waitFor(PROVISIONED);
    await page.goto(`/servers?name=${name}`);
    await page.getByRole("link", { name, exact: true }).click();
    await deleteServer(page, name);
  });

  test.concurrent("who may only read sees every button, and why it does nothing", async ({ customer: page, open }) => {
    const name = uniqueName("e2e-read");
    await order(page, name, KEY);
    await timeline(page, "Create server").getByText("Succeeded").waitFor(PROVISIONED);
    const url = page.url();
    const viewer = await open({ as: "viewer" });
    await viewer.goto(url);
    const stop = viewer.getByRole("group", { name: "Power" }).getByRole("button", { name: "Shut down" });
    await becomes(() => stop.getAttribute("aria-disabled"), "true");
    await stop.click({ force: true });
    await viewer.getByRole("listitem").getByText("Your role (read-only) does not allow this").waitFor();
    await deleteServer(page, name);
  });

  test.concurrent("a wrong order names its fields and sends nothing", async ({ customer: page }) => {
    await page.goto("/servers/new");
    await page.getByLabel("Name", { exact: true }).fill("-no-");
    await page.getByLabel("SSH keys").fill("not a key");
    await page.getByRole("button", { name: "Order server" }).click();
    await page.getByText("no hyphen at either end").waitFor();
    await page.getByText("Line 1 is not an OpenSSH public key").waitFor();
    expect(new URL(page.url()).pathname).toBe("/servers/new");
    await expectAccessible(page);
  });
});
