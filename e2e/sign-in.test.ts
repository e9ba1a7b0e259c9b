import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { describe, expectAccessible, launch, person, settled, signIn } from "./browser.ts";

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

describe("signing in", () => {
  test("leads back to the page that asked for it, and nowhere else", async () => {
    await page.goto("/activity?tab=audit");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("Email").fill(inject("demo").email);
    await page.getByLabel("Password").fill(inject("demo").password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL(/\/activity\?tab=audit/);

    const elsewhere = await person(browser);
    const other = await elsewhere.newPage();
    await other.goto("/sign-in?next=//example.com/steal");
    await other.getByLabel("Email").fill(inject("demo").email);
    await other.getByLabel("Password").fill(inject("demo").password);
    await other.getByRole("button", { name: "Sign in" }).click();
    await other.waitForURL(/\/servers$/);
    await elsewhere.close();
  });

  test("says so when the password is wrong", async () => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill(inject("demo").email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("Email and password do not match").waitFor();
    await expectAccessible(page);
  });

  test("keeps the tokens from scripts, and refreshes a session whose access token is gone", async () => {
    await asCustomer();
    expect(await page.evaluate("document.cookie")).toBe("");
    await context.clearCookies({ name: "hostwright_access" });
    await page.goto("/activity");
    await settled(page);
    expect(new URL(page.url()).pathname).toBe("/activity");
    expect((await context.cookies()).map((cookie) => cookie.name)).toContain("hostwright_access");
  });

  test("a write from another site is refused", async () => {
    await asCustomer();
    const answer = await context.request.post("/api/v1/servers", {
      headers: { "sec-fetch-site": "cross-site", origin: "https://example.com" },
      data: {},
    });
    expect(answer.status()).toBe(403);
  });

  test("signing out ends the session", async () => {
    await asCustomer();
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto("/servers");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });
});
