import type { Page } from "playwright-core";
import { expect } from "vitest";
import { becomes, becomesLike } from "./becomes.ts";
import { describe, expectAccessible, expectNoSidewaysScroll } from "./browser.ts";
import { PROVISIONED, test } from "./fixtures.ts";

/** What the terminal tells a screen reader, line by line. */
const told = async (page: Page): Promise<string> =>
  (
    await page
      .getByRole("region", { name: "Terminal" })
      .locator(".xterm-accessibility")
      .getByRole("listitem")
      .allTextContents()
  )
    .map((line) => line.replaceAll("\u00a0", " ").trimEnd())
    .join("\n");
const shows = (page: Page, text: string | RegExp) => becomesLike(() => told(page), text, PROVISIONED);
const state = (page: Page, text: string) => page.getByRole("status").getByText(text, { exact: true });
const button = (page: Page, name: string) => page.getByRole("group", { name: "Console" }).getByRole("button", { name });
const focused = (page: Page, what: string) => page.evaluate<string>(`document.activeElement?.${what}`);

describe("a server's console", () => {
  test.concurrent("is opened from the server's page, takes what is typed, and lets the keyboard go", async ({
    customer,
    running,
  }) => {
    const { id, name } = await running("e2e-console");
    await customer.goto(`/servers/${id}`);
    await customer.getByRole("link", { name: "Console" }).click();
    await state(customer, "Connected").waitFor(PROVISIONED);
    await shows(customer, `${name} login:`);
    await expectAccessible(customer);
    await expectNoSidewaysScroll(customer);
    await customer.getByLabel(`Serial console of ${name}`).focus();
    await customer.keyboard.type("root\rsecret\rhostname\r");
    await shows(customer, new RegExp(`hostname\\s+${name}\\s`));

    await customer.keyboard.press("Tab");
    expect(await focused(customer, "getAttribute('aria-label')")).toBe(`Serial console of ${name}`);
    await customer.keyboard.press("Control+Shift+L");
    expect(await focused(customer, "textContent")).toContain("Full window");
  });

  test.concurrent("keeps what it shows when it is closed and opened again", async ({ customer, running }) => {
    const { id } = await running("e2e-again");
    await customer.goto(`/servers/${id}/console`);
    await shows(customer, "login:");
    await button(customer, "Disconnect").click();
    await customer.getByText("You closed the console.").waitFor();
    await expectAccessible(customer);
    await customer.getByRole("button", { name: "Connect again" }).click();
    await state(customer, "Connected").waitFor(PROVISIONED);
    await becomes(async () => (await told(customer)).match(/login:/g)?.length, 2, PROVISIONED);
  });

  test.concurrent("is taken over by another page, and says so", async ({ customer, open, running }) => {
    const { id } = await running("e2e-taken");
    await customer.goto(`/servers/${id}/console`);
    await state(customer, "Connected").waitFor(PROVISIONED);
    const elsewhere = await open({ as: "customer", dark: true, phone: true });
    await elsewhere.goto(`/servers/${id}/console`);
    await customer.getByText("The console was opened again elsewhere.").waitFor(PROVISIONED);
    await shows(elsewhere, "login:");
    await expectNoSidewaysScroll(elsewhere);
    await expectAccessible(elsewhere);
  });

  test.concurrent("has the screen beside it, by VNC", async ({ customer, running }) => {
    const { id, name } = await running("e2e-vnc");
    await customer.goto(`/servers/${id}/console`);
    await customer.getByRole("tab", { name: "Screen (VNC)" }).click();
    await customer.getByRole("application", { name: `Screen of ${name}` }).waitFor(PROVISIONED);
    await customer
      .getByRole("status")
      .getByText(/640 × 400 pixels/)
      .waitFor();
    await button(customer, "Ctrl-Alt-Del").click();
    await expectAccessible(customer);
  });

  test.concurrent("is not for who may only read, and says so", async ({ open, running }) => {
    const { id } = await running("e2e-read");
    const viewer = await open({ as: "viewer" });
    await viewer.goto(`/servers/${id}`);
    await becomes(
      () => viewer.getByRole("button", { name: "Console" }).getAttribute("aria-disabled"),
      "true",
      PROVISIONED,
    );
    await viewer.goto(`/servers/${id}/console`);
    await viewer.getByText("No console now").waitFor();
    await viewer.getByText("Your role (read-only) does not allow this").waitFor();
  });
});
