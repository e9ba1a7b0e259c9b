import type { Page } from "playwright-core";
import { expect } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, expectGoodLooks, settled } from "./browser.ts";
import { KEY, PROVISIONED, test } from "./fixtures.ts";

const timeline = (page: Page, title: string) => page.getByRole("region", { name: `${title}, timeline` });
const part = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });
const tab = (page: Page, name: string) => page.getByRole("tab", { name }).click();

/** Waits on the overview until the action is done, and comes back. */
async function succeeded(page: Page, title: string): Promise<void> {
  await tab(page, "Overview");
  await timeline(page, title).getByText("Succeeded").waitFor(PROVISIONED);
  await tab(page, "Manage");
}

describe("managing a server", () => {
  test.concurrent("protected, resized, rescued, given new keys and rebuilt", async ({ customer: page, running }) => {
    const { id, name } = await running("e2e-manage");
    await page.goto(`/servers/${id}?tab=manage`);
    const guard = part(page, "Protection").getByLabel("Against rebuilding");
    await guard.click();
    await becomes(() => guard.isChecked(), true);
    const rebuild = part(page, "Rebuild").getByRole("button", { name: "Rebuild…" });
    await becomes(() => rebuild.getAttribute("aria-disabled"), "true");
    await guard.click();
    await becomes(() => rebuild.getAttribute("aria-disabled"), null);

    await part(page, "Plan").getByRole("button", { name: "Change plan…" }).click();
    const resize = page.getByRole("dialog", { name: `Change the plan of ${name}` });
    await resize.getByRole("radio", { name: "Medium" }).check();
    await resize.getByText("the disk grows from 10 GB to 40 GB for good").waitFor();
    await resize.getByRole("button", { name: "Change plan and restart" }).click();
    await succeeded(page, "Change plan");
    await part(page, "Plan").getByRole("button", { name: "Change plan…" }).click();
    await resize.getByText(/A disk can only grow: the server has 40 GB, and the plan s1 only 10 GB/).waitFor();
    await resize.getByRole("button", { name: "Keep the plan" }).click();

    await part(page, "Rescue system").getByRole("button", { name: "Boot the rescue system…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Boot the rescue system" }).click();
    await page.getByText("This server runs the rescue system").waitFor(PROVISIONED);
    await succeeded(page, "Boot the rescue system");
    await expectAccessible(page);
    await part(page, "Rescue system").getByRole("button", { name: "Leave the rescue system" }).click();
    await succeeded(page, "Leave the rescue system");

    await part(page, "Password and keys").getByRole("button", { name: "Reset access…" }).click();
    const access = page.getByRole("dialog", { name: `Reset the access to ${name}` });
    await access.getByLabel("Make a new password").uncheck();
    await access.getByLabel("New SSH keys").fill(KEY);
    await access.getByLabel("If the agent does not answer, let first boot run again").check();
    await access.getByRole("button", { name: "Reset access" }).click();
    await succeeded(page, "Reset password or keys");

    await rebuild.click();
    const dialog = page.getByRole("dialog", { name: `Rebuild ${name}?` });
    await dialog.getByLabel("Image").selectOption("debian-12");
    await dialog.getByLabel(`Type ${name} to confirm`).fill(name);
    await dialog.getByRole("button", { name: "Rebuild server" }).click();
    await tab(page, "Overview");
    const steps = timeline(page, "Rebuild");
    await steps.getByText("Succeeded").waitFor(PROVISIONED);
    expect(await steps.getByRole("listitem").count()).toBe(7);
    await page.getByText("Debian 12").first().waitFor();
  });

  test.concurrent("its dialogs pass axe in the light, in the dark and on a phone, and fit", async ({
    customer: page,
    running,
  }) => {
    const { id } = await running("e2e-looks");
    await page.goto(`/servers/${id}?tab=manage`);
    await settled(page);
    await expectGoodLooks(page);
    for (const button of ["Change plan…", "Reset access…", "Boot the rescue system…", "Rebuild…"]) {
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("dialog").waitFor();
      await expectGoodLooks(page);
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
    }
  });
});
