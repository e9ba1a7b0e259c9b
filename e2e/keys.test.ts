import { expect, inject } from "vitest";
import { createClient } from "../packages/sdk/src/index.ts";
import { describe, expectAccessible } from "./browser.ts";
import { test, uniqueName } from "./fixtures.ts";

describe("API keys", () => {
  test.concurrent("made, shown once, used, seen to be used, and revoked", async ({ customer: page }) => {
    const name = uniqueName("pipeline");
    await page.goto("/keys");
    await page.getByRole("button", { name: "New key" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New API key" });
    await dialog.getByRole("button", { name: "Make key" }).click();
    await dialog.getByText("Say what uses it.").waitFor();
    await expectAccessible(page);
    await dialog.getByLabel("Name", { exact: true }).fill(name);
    await dialog.getByLabel("Only from these networks").fill("127.0.0.0/8");
    await dialog.getByRole("button", { name: "Make key" }).click();

    const shown = page.getByRole("dialog", { name: `Key of ${name}` });
    const secret = (await shown.getByRole("code").textContent()) ?? "";
    expect(secret).toMatch(/^hwk_/);
    await expectAccessible(page);
    await shown.getByRole("button", { name: "I have stored it" }).click();

    const program = createClient({ baseUrl: inject("apiUrl"), token: secret });
    expect((await program.GET("/v1/servers")).response.status).toBe(200);
    await page.reload();
    const row = page.getByRole("row").filter({ hasText: name });
    await row.getByText("Read only", { exact: true }).waitFor();
    await row.getByRole("cell", { name: /127\.0\.0\.1$/ }).waitFor();
    expect(await page.content()).not.toContain(secret);
    await expectAccessible(page);

    await row.getByRole("button", { name: `Revoke ${name}` }).click();
    await page
      .getByRole("dialog", { name: `Revoke ${name}?` })
      .getByRole("button", { name: "Revoke key" })
      .click();
    await page.getByText(`${name} is revoked`).waitFor();
    await row.waitFor({ state: "detached" });
    expect((await program.GET("/v1/servers")).response.status).toBe(401);
  });

  test.concurrent("are not shown to who may only read", async ({ open }) => {
    const page = await open({ as: "viewer" });
    await page.goto("/keys");
    await page.getByText("Keys are for owners and admins", { exact: true }).waitFor();
    await expectAccessible(page);
  });
});
