import { inject } from "vitest";
import { describe, expectAccessible, expectNoSidewaysScroll, settled, signIn } from "./browser.ts";
import { test } from "./fixtures.ts";

describe("every page of a customer", () => {
  const PAGES = [
    "/servers",
    "/servers/new",
    "/activity",
    "/activity?tab=audit",
    "/keys",
    "/webhooks",
    "/audit",
    "/invoices",
    "/invoices?tab=payments",
    "/tickets",
    "/account/privacy",
    "/servers?name=nobody-has-this",
  ];

  for (const look of [{ dark: false }, { dark: true }, { phone: true }])
    test(`passes axe and fits: ${JSON.stringify(look)}`, async ({ open }) => {
      const page = await open(look);
      await page.goto("/sign-in");
      await expectAccessible(page);
      await signIn(page, inject("demo").email, inject("demo").password);
      for (const path of PAGES) {
        await page.goto(path);
        await settled(page);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
    });

  test("the palette reaches pages by keyboard alone, and gives the focus back", async ({ customer: page }) => {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("activity");
    await expectAccessible(page);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 1, name: "Activity" }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  });
});
