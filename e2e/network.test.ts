import { expect } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, expectGoodLooks } from "./browser.ts";
import { PROVISIONED, test } from "./fixtures.ts";

describe("a server's network", () => {
  test.concurrent("its firewall starts from a template, is reviewed, and applied", async ({
    customer: page,
    running,
  }) => {
    const server = await running("walled");
    await page.goto(`/servers/${server.id}?tab=firewall`);
    await page.getByText("Outgoing mail is closed").waitFor();
    await page.getByRole("button", { name: "Templates…" }).click();
    await page.getByRole("button", { name: /^SSH and web/ }).click();
    await expectGoodLooks(page);
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByLabel("Ports").fill("5432");
    await page.getByLabel("From").fill("192.0.2.0/24, 2001:db8::/32");
    await page.getByLabel("Description").fill("Database");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Add to the list" }).click();
    await page.getByRole("button", { name: "Move rule 6 up" }).click();
    await page.getByRole("button", { name: "Review and apply…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Accept TCP 5432 in from 192.0.2.0/24, 2001:db8::/32").waitFor();
    await dialog.getByText("Other incoming traffic: accept").waitFor();
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "Apply rules" }).click();
    await page.getByText("The new rules are being applied").waitFor();
    await page.getByRole("button", { name: "Review and apply…" }).waitFor({ state: "hidden", timeout: 90_000 });
    await page.reload();
    const rules = page.getByRole("list", { name: "Rules, the first that matches decides" }).getByRole("listitem");
    await becomes(() => rules.count(), 6, PROVISIONED);
    expect(await rules.nth(4).textContent()).toContain("Database");
  });

  test.concurrent("a list that shuts SSH out is warned about, and a wrong rule is named", async ({
    customer: page,
    running,
  }) => {
    const server = await running("shut");
    await page.goto(`/servers/${server.id}?tab=firewall`);
    await page.getByLabel("Other incoming traffic").selectOption("drop");
    await page.getByRole("button", { name: "Add rule" }).click();
    await page.getByLabel("Ports").fill("443");
    await page.getByLabel("From").fill("192.0.2.7/24");
    await page.getByRole("button", { name: "Add to the list" }).click();
    await page.getByRole("button", { name: "Review and apply…" }).click();
    await page.getByText("SSH will not be let in").waitFor();
    await page.getByRole("button", { name: "Apply rules" }).click();
    await page.getByText(/Rule 1, from: .*is 192\.0\.2\.0\/24 meant/).waitFor();
  });

  test.concurrent("an extra address comes, gets a name, and goes", async ({ customer: page, running }) => {
    const server = await running("extra");
    await page.goto(`/servers/${server.id}?tab=network`);
    await page.getByRole("button", { name: "Add IPv4 address" }).click();
    const give = page.getByRole("button", { name: "Give back…" });
    await give.waitFor();
    await page.getByText("Set it up inside the server").click();
    await page.getByText(/netplan apply/).waitFor();
    await page.getByRole("button", { name: "Set reverse name" }).first().click();
    await page.getByLabel("Host name").fill("www.example.com");
    await page.getByRole("button", { name: "Keep name" }).click();
    await page.getByText("not published yet").waitFor();
    await expectGoodLooks(page);
    await becomes(() => give.getAttribute("aria-disabled"), null, PROVISIONED);
    await give.click();
    await page.getByRole("dialog").getByRole("button", { name: "Give back" }).click();
    await give.waitFor({ state: "hidden", timeout: 90_000 });
  });

  test.concurrent("an operator opens its outgoing mail, with a reason", async ({ open, running }) => {
    const server = await running("mailer");
    const page = await open({ as: "operator" });
    await page.goto(`/operator/servers/${server.id}`);
    await page.getByRole("button", { name: "Open outgoing mail…" }).click();
    await page.getByLabel("Reason").fill("ticket 4711: a shop that sends its invoices");
    await expectAccessible(page);
    await page.getByRole("dialog").getByRole("button", { name: "Open it" }).click();
    await page.getByText("Open (TCP port 25)").waitFor({ timeout: 90_000 });
    await expectAccessible(page);
  });
});
