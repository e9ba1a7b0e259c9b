import { expect, inject } from "vitest";
import { describe, expectAccessible, expectGoodLooks, settled } from "./browser.ts";
import { test } from "./fixtures.ts";

describe("signing in", () => {
  test.concurrent("leads back to the page that asked for it, and nowhere else", async ({ page, open }) => {
    await page.goto("/activity?tab=audit");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
    await page.getByLabel("Email").fill(inject("demo").email);
    await page.getByLabel("Password").fill(inject("demo").password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/activity\?tab=audit/);

    const other = await open();
    await other.goto("/sign-in?next=//example.com/steal");
    await other.getByLabel("Email").fill(inject("demo").email);
    await other.getByLabel("Password").fill(inject("demo").password);
    await other.getByRole("button", { name: "Sign in", exact: true }).click();
    await other.waitForURL(/\/servers$/);
  });

  test.concurrent("says so when the password is wrong", async ({ page }) => {
    await page.goto("/sign-in");
    await expectGoodLooks(page);
    await page.getByLabel("Email").fill(inject("demo").email);
    await page.getByLabel("Password").fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByText("Email and password do not match").waitFor();
    await expectAccessible(page);
  });

  test.concurrent("keeps the tokens from scripts, and refreshes a session whose access token is gone", async ({
    customer: page,
  }) => {
    expect(await page.evaluate("document.cookie")).toBe("");
    await page.context().clearCookies({ name: "hostwright_access" });
    await page.goto("/activity");
    await settled(page);
    expect(new URL(page.url()).pathname).toBe("/activity");
    expect((await page.context().cookies()).map((cookie) => cookie.name)).toContain("hostwright_access");
  });

  test.concurrent("a write from another site is refused", async ({ customer: page }) => {
    const answer = await page.context().request.post("/api/v1/servers", {
      headers: { "sec-fetch-site": "cross-site", origin: "https://example.com" },
      data: {},
    });
    expect(answer.status()).toBe(403);
  });

  test.concurrent("signing out ends the session", async ({ customer: page }) => {
    await page.getByRole("button", { name: /^Account/ }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(/\/sign-in/);
    await page.goto("/servers");
    expect(new URL(page.url()).pathname).toBe("/sign-in");
  });
});
