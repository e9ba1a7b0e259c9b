import { expect } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, expectGoodLooks } from "./browser.ts";
import { PROVISIONED, test } from "./fixtures.ts";

describe("a server's snapshots and backups", () => {
  test.concurrent("a snapshot is taken, gone back to and deleted; a backup is made, protected and restored", async ({
    customer: page,
    running,
  }) => {
    const server = await running("kept");
    await page.goto(`/servers/${server.id}?tab=backups`);
    await page.getByText("None. A snapshot keeps the disk").waitFor();
    const dialog = page.getByRole("dialog");
    const enabled = (name: string | RegExp) =>
      becomes(() => page.getByRole("button", { name }).first().getAttribute("aria-disabled"), null, PROVISIONED);

    await page.getByRole("button", { name: "Take a snapshot" }).click();
    await dialog.getByLabel("Name").fill("before the upgrade");
    await dialog.getByRole("button", { name: "Take snapshot" }).click();
    await enabled("Go back to before the upgrade");
    await page.getByRole("button", { name: "Go back to before the upgrade" }).click();
    await dialog.getByText("Everything written to it since is lost").waitFor();
    await expectAccessible(page);
    expect(await dialog.getByRole("button", { name: "Go back" }).isDisabled()).toBe(true);
    await dialog.getByLabel(`Type ${server.name} to confirm`).fill(server.name);
    await dialog.getByRole("button", { name: "Go back" }).click();
    await dialog.waitFor({ state: "detached" });
    await enabled("Back up now");

    await page.getByRole("button", { name: "Back up now" }).click();
    await dialog.getByLabel("Label").fill("before the move");
    await dialog.getByRole("button", { name: "Make backup" }).click();
    await enabled("Restore before the move");
    await page.getByRole("button", { name: "Protect before the move" }).click();
    await page.getByText("Protected", { exact: true }).waitFor();
    expect(await page.getByRole("button", { name: "Delete before the move" }).getAttribute("aria-disabled")).toBe(
      "true",
    );
    await page.getByRole("button", { name: "Restore before the move" }).click();
    await dialog.getByText("Its snapshots go with the present disk").waitFor();
    await dialog.getByLabel(`Type ${server.name} to confirm`).fill(server.name);
    await dialog.getByRole("button", { name: "Restore" }).click();
    await page.getByText("None. A snapshot keeps the disk").waitFor(PROVISIONED);
    await enabled("Restore before the move");
  });

  test.concurrent("a schedule is set, changed and ended", async ({ customer: page, running }) => {
    const server = await running("regular");
    await page.goto(`/servers/${server.id}?tab=backups`);
    await page.getByRole("button", { name: "Set a schedule" }).click();
    await page.getByLabel("How often").selectOption({ label: "Every Sunday" });
    await page.getByLabel("Begins between (UTC)").selectOption({ label: "22:00 and 02:00" });
    await page.getByLabel("Keep").selectOption({ label: "the newest 4" });
    await expectAccessible(page);
    await page.getByRole("button", { name: "Save schedule" }).click();
    await page.getByText("Every Sunday, between 22:00 and 02:00 UTC.").waitFor();
    await page.reload();
    await page.getByText(/The newest 4 are kept/).waitFor();
    await page.getByRole("button", { name: "End schedule" }).click();
    await page.getByText("None. Set one").waitFor();
  });

  test.concurrent("are reached from the palette", async ({ customer: page, running }) => {
    const server = await running("small");
    await page.goto(`/servers/${server.id}`);
    await page.getByRole("heading", { level: 1, name: server.name }).waitFor();
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").getByRole("combobox").fill("backup schedule");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { level: 2, name: "Backup schedule" }).waitFor();
    await expectGoodLooks(page);
  });
});
