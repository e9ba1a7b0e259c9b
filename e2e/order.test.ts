import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { describe, expectAccessible, launch, person, settled, signIn } from "./browser.ts";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
const uniqueName = (prefix: string) => `${prefix}-${randomBytes(4).toString("hex")}`;
const PROVISIONED = { timeout: 90_000 };

let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());
beforeEach(async () => {
  context = await person(browser);
  page = await context.newPage();
});
afterEach(() => context.close());

const asCustomer = () => signIn(page, inject("demo").email, inject("demo").password);

/** Fills the order form and sends it; ends on the server's page. */
async function order(name: string, sshKey?: string): Promise<void> {
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

const timeline = (title: string) => page.getByRole("region", { name: `${title}, timeline` });
const power = (name: string) => page.getByRole("group", { name: "Power" }).getByRole("button", { name, exact: true });

async function expectRefused(button: ReturnType<typeof power>, reason: string): Promise<void> {
  await expect.poll(() => button.getAttribute("aria-disabled")).toBe("true");
  const id = await button.getAttribute("aria-describedby");
  expect(await page.locator(`[id="${id}"]`).textContent()).toBe(reason);
}

async function deleteServer(name: string): Promise<void> {
  await page.getByRole("button", { name: "Delete server…" }).click();
  const dialog = page.getByRole("dialog", { name: `Delete ${name}?` });
  const confirm = dialog.getByRole("button", { name: "Delete server" });
  expect(await confirm.isDisabled()).toBe(true);
  await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
  await confirm.click();
  await page.getByText("This server is not there").waitFor(PROVISIONED);
}

describe("a server's life", () => {
  test("ordered, watched, stopped, started, renamed, deleted", async () => {
    const name = uniqueName("e2e");
    await asCustomer();
    await order(name, KEY);

    const creation = timeline("Create server");
    await creation.getByText("Copy the image").waitFor();
    await creation.getByText("Succeeded").waitFor(PROVISIONED);
    expect(await creation.getByRole("listitem").count()).toBe(4);
    await expectAccessible(page);
    await expectRefused(power("Start"), "The server is already running.");

    await power("Cut power").click();
    await page.getByRole("dialog").getByRole("button", { name: "Cut power" }).click();
    await timeline("Cut power").getByText("Succeeded").waitFor(PROVISIONED);
    await expectRefused(power("Shut down"), "The server is not running.");
    await power("Start").click();
    await timeline("Start").getByText("Succeeded").waitFor(PROVISIONED);

    await page.getByRole("button", { name: "Rename" }).click();
    await page.getByLabel("New name").fill(`${name}-b`);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: `${name}-b` }).waitFor();

    await page.getByRole("tab", { name: "Activity" }).click();
    await page.getByRole("list", { name: "Audit" }).getByText("Change name or labels").waitFor();
    await expectAccessible(page);
    await page.getByRole("tab", { name: "Overview" }).click();
    await deleteServer(`${name}-b`);
    await page.goto(`/servers?name=${name}-b`);
    await page.getByText("No server matches").waitFor();
  });

  test("without a key, the root password is shown once and stays nowhere", async () => {
    const name = uniqueName("e2e-password");
    await asCustomer();
    await order(name);
    const dialog = page.getByRole("dialog", { name: `Root password of ${name}` });
    const password = (await dialog.getByRole("code").textContent()) ?? "";
    expect(password.length).toBeGreaterThanOrEqual(12);
    await page.keyboard.press("Tab");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Copy password" }).click();
    await expect.poll(() => page.evaluate("navigator.clipboard.readText()")).toBe(password);
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await dialog.waitFor({ state: "detached" });

    const kept = await page.evaluate<string>(
      "JSON.stringify([{ ...localStorage }, { ...sessionStorage }, location.href, document.documentElement.outerHTML])",
    );
    expect(kept).not.toContain(password);
    await page.reload();
    await settled(page);
    expect(await page.getByRole("dialog").count()).toBe(0);
    await timeline("Create server").getByText("Succeeded").waitFor(PROVISIONED);
    await deleteServer(name);
  });

  test("an order whose answer is lost is sent again with the same key, and bought once", async () => {
    const name = uniqueName("e2e-lost");
    await asCustomer();
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
    await timeline("Create server").getByText("Succeeded").waitFor(PROVISIONED);
    await page.goto(`/servers?name=${name}`);
    await page.getByRole("link", { name, exact: true }).click();
    await deleteServer(name);
  });

  test("who may only read sees every button, and why it does nothing", async () => {
    const name = uniqueName("e2e-read");
    await asCustomer();
    await order(name, KEY);
    await timeline("Create server").getByText("Succeeded").waitFor(PROVISIONED);
    const url = page.url();
    const theirs = await person(browser);
    const viewer = await theirs.newPage();
    await signIn(viewer, inject("demo").viewerEmail, inject("demo").password);
    await viewer.goto(url);
    const stop = viewer.getByRole("group", { name: "Power" }).getByRole("button", { name: "Shut down" });
    await expect.poll(() => stop.getAttribute("aria-disabled")).toBe("true");
    await stop.click({ force: true });
    await viewer.getByRole("listitem").getByText("Your role (read-only) does not allow this").waitFor();
    await theirs.close();
    await deleteServer(name);
  });

  test("a wrong order names its fields and sends nothing", async () => {
    await asCustomer();
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
