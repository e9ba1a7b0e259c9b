import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { FILE } from "../test/integration/api/support/fixtures/archive.ts";
import { archive } from "./archived.ts";
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

  test("an invoice and a ticket of the system before are read, printed and taken away, and nothing in them runs", async ({
    customer: page,
  }) => {
    const { invoice, ticket } = await archive("<img src=x onerror=alert(1)>\nIt is slow.");
    await page.goto("/invoices?number=RE-2024-7");
    await page.getByRole("link", { name: "RE-2024-7" }).first().click();
    await page.getByRole("heading", { level: 1, name: "Invoice RE-2024-7" }).waitFor();
    await page.goto(`/invoices/${invoice}`);
    const paper = page.getByRole("article", { name: "Invoice" });
    for (const text of ["Tax ID: GB123", "VAT 19 %", "€10.00", "8XY12345", "immutable"])
      await paper.getByText(text).first().waitFor();
    await expectGoodLooks(page);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.getByRole("navigation").count()).toBe(0);
    await page.emulateMedia({ media: null });

    await page.goto(`/tickets/${ticket}`);
    const messages = page.getByRole("list", { name: "Messages" });
    await messages.getByText("<img src=x onerror=alert(1)>").waitFor();
    await messages.getByText("<b>Better?</b>").waitFor();
    expect(await messages.locator("img").count()).toBe(0);
    await expectGoodLooks(page);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      messages.getByRole("link", { name: /^log\.txt/ }).click(),
    ]);
    expect(download.suggestedFilename()).toBe("log.txt");
    expect(readFileSync(await download.path(), "utf8")).toBe(FILE);
  });
});
