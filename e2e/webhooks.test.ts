import { createServer } from "node:http";
import { expect } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible } from "./browser.ts";
import { PROVISIONED, test } from "./fixtures.ts";

/** A receiver on this machine; ends with the test. */
async function receiver(): Promise<{ url: string; types: string[]; close(): void }> {
  const types: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    types.push(String(JSON.parse(body).type));
    response.end("thanks");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { url: `http://127.0.0.1:${port}/hook`, types, close: () => server.close() };
}

describe("webhooks", () => {
  test("added, tried, its delivery looked at and sent again, deleted", async ({ customer: page }) => {
    const { url, types, close } = await receiver();
    await page.goto("/webhooks");
    await page.getByRole("button", { name: "New webhook" }).first().click();
    const dialog = page.getByRole("dialog", { name: "New webhook" });
    await dialog.getByLabel("Address", { exact: true }).fill("example");
    await dialog.getByRole("button", { name: "Add webhook" }).click();
    await dialog.getByText("An https address.").waitFor();
    await expectAccessible(page);
    await dialog.getByLabel("Address", { exact: true }).fill(url);
    await dialog.getByLabel("server.created").check();
    await dialog.getByRole("button", { name: "Add webhook" }).click();
    const secret = page.getByRole("dialog", { name: "Signing secret" });
    expect(await secret.getByRole("code").textContent()).toMatch(/^whsec_/);
    await secret.getByRole("button", { name: "I have stored it" }).click();

    await page.getByRole("link", { name: url }).click();
    await page.getByRole("heading", { level: 1, name: url }).waitFor();
    await page.getByRole("button", { name: "Send a test" }).click();
    await becomes(() => types, ["ping"], PROVISIONED);
    await page.getByRole("row").filter({ hasText: "ping" }).getByText("Delivered").waitFor();
    await expectAccessible(page);

    await page.getByRole("button", { name: "ping" }).click();
    const delivery = page.getByRole("dialog", { name: "ping" });
    await delivery.getByText("thanks").waitFor();
    await expectAccessible(page);
    await delivery.getByRole("button", { name: "Send again" }).click();
    await becomes(() => types, ["ping", "ping"], PROVISIONED);

    await page.getByRole("button", { name: "Delete…" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete webhook" }).click();
    await page.getByText("No webhooks").waitFor();
    close();
  });
});
