import { describe, expectAccessible, expectGoodLooks, settled } from "./browser.ts";
import { test } from "./fixtures.ts";

describe("every page of a customer", () => {
  const PAGES = [
    "/servers",
    "/servers/new",
    "/activity",
    "/activity?tab=audit",
    "/keys",
    "/webhooks",
    "/team",
    "/team/roles",
    "/audit",
    "/invoices",
    "/invoices?tab=payments",
    "/tickets",
    "/account/privacy",
    "/servers?name=nobody-has-this",
  ];

  test("passes axe in the light, in the dark and on a phone, and fits", async ({ customer: page }) => {
    for (const path of PAGES) {
      await page.goto(path);
      await settled(page);
      await expectGoodLooks(page);
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
