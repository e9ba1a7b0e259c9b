import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, inject, test } from "vitest";
import { describe, expectAccessible, expectNoSidewaysScroll, launch, person, settled, signIn } from "./browser.ts";

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

describe("every page of a customer", () => {
  const PAGES = ["/servers", "/servers/new", "/activity", "/activity?tab=audit", "/servers?name=nobody-has-this"];

  for (const look of [{ dark: false }, { dark: true }, { phone: true }])
    test(`passes axe and fits: ${JSON.stringify(look)}`, async () => {
      await context.close();
      context = await person(browser, look);
      page = await context.newPage();
      await page.goto("/sign-in");
      await expectAccessible(page);
      await asCustomer();
      for (const path of PAGES) {
        await page.goto(path);
        await settled(page);
        await expectAccessible(page);
        await expectNoSidewaysScroll(page);
      }
    });

  test("the palette reaches pages by keyboard alone, and gives the focus back", async () => {
    await asCustomer();
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
