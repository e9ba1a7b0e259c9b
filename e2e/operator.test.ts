import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { becomes } from "./becomes.ts";
import { describe, expectAccessible, expectGoodLooks, launch, person, settled, signIn } from "./browser.ts";
import { KEY, PROVISIONED, test, uniqueName } from "./fixtures.ts";

const name = uniqueName("e2e-held");

let browser: Browser;
let customer: Page;
let operator: Page;
let address: string;

beforeAll(async () => {
  browser = await launch();
  customer = await (await person(browser)).newPage();
  operator = await (await person(browser)).newPage();
  const demo = inject("demo");
  await signIn(customer, demo.email, demo.password);
  await signIn(operator, demo.operatorEmail, demo.password);
  await customer.goto("/servers/new");
  await customer.getByLabel("Name", { exact: true }).fill(name);
  await customer.getByLabel("SSH keys").fill(KEY);
  await customer.getByRole("button", { name: "Order server" }).click();
  await customer.getByRole("region", { name: "Create server, timeline" }).getByText("Succeeded").waitFor(PROVISIONED);
  address =
    (await customer
      .getByRole("button", { name: /^Copy IPv4 address/ })
      .first()
      .textContent()) ?? "";
});
afterAll(() => browser.close());

const customerPower = (verb: string) =>
  customer.getByRole("group", { name: "Power" }).getByRole("button", { name: verb, exact: true });

async function openAsOperator(): Promise<void> {
  await operator.goto(`/operator/servers?name=${name}`);
  await operator.getByRole("link", { name, exact: true }).click();
  await operator.getByRole("heading", { level: 1, name }).waitFor();
}

describe("an operator", () => {
  test("an operator lands in their own half, and a customer's page sends them back to it", async () => {
    expect(new URL(operator.url()).pathname).toBe("/operator/servers");
    await operator.goto("/servers");
    await operator.waitForURL(/\/operator\/servers/);
  });

  test("a hold stops the server, is explained to its owner, and its lifting brings the server back", async () => {
    await openAsOperator();
    await operator.getByRole("button", { name: "Place hold…" }).click();
    const dialog = operator.getByRole("dialog", { name: `Hold ${name}` });
    await dialog.getByRole("button", { name: "Place hold" }).click();
    await dialog.getByText("Say why; the customer reads it.").waitFor();
    await dialog.getByLabel("Kind").selectOption("abuse");
    await dialog.getByLabel("Reason").fill("Report 8842 names this address.");
    await expectAccessible(operator);
    await dialog.getByRole("button", { name: "Place hold" }).click();
    const holds = operator.getByRole("region", { name: "Holds" });
    await holds.getByText("Report 8842 names this address.").waitFor();
    await operator.getByRole("list", { name: "Actions" }).getByText("Suspend").waitFor();
    await expectAccessible(operator);

    await customer.reload();
    await customer.getByText("This server is suspended").waitFor();
    await customer.getByText("Report 8842 names this address.").waitFor();
    await becomes(() => customerPower("Start").getAttribute("aria-disabled"), "true", PROVISIONED);
    await customer.getByText("Stopped", { exact: true }).waitFor(PROVISIONED);
    await expectAccessible(customer);

    await holds.getByRole("button", { name: "Lift hold" }).click();
    await holds.getByText("None. A hold stops the server").waitFor();
    await operator.getByText("Running", { exact: true }).first().waitFor(PROVISIONED);
    await customer.reload();
    await customer.getByText("Running", { exact: true }).first().waitFor(PROVISIONED);
    expect(await customer.getByText("This server is suspended").count()).toBe(0);
  });

  test("an action leads to its jobs, its task and its execution", async () => {
    await openAsOperator();
    await operator.getByRole("list", { name: "Actions" }).getByRole("link", { name: "Create server" }).click();
    await operator.getByRole("heading", { level: 1, name: "Create server" }).waitFor();
    const jobs = operator.getByRole("table", { name: "Jobs" });
    await jobs.getByText("server.clone").waitFor();
    await jobs
      .getByText(/^UPID:/)
      .first()
      .waitFor();
    await operator.getByRole("button", { name: /^Copy execution name act_/ }).waitFor();
    expect(await operator.getByRole("button", { name: "Undo again" }).getAttribute("aria-disabled")).toBe("true");
    await expectAccessible(operator);
  });

  test("capacity shows each endpoint with numbers, and a node is drained and opened again", async () => {
    await operator.goto("/operator/capacity");
    const endpoint = operator.getByRole("region", { name: "fra1-cluster" });
    await endpoint.getByRole("meter", { name: "Memory" }).first().waitFor();
    await endpoint.getByText("Present").first().waitFor();
    const node = endpoint.getByRole("switch", { name: "fra1-b takes new servers" });
    // The switch moves at once; what a reload shows is what has been saved.
    await Promise.all([operator.waitForResponse((answer) => answer.request().method() === "PATCH"), node.click()]);
    await becomes(() => node.getAttribute("aria-checked"), "false");
    await operator.reload();
    await becomes(() => node.getAttribute("aria-checked"), "false");
    await expectAccessible(operator);
    await node.click();
    await becomes(() => node.getAttribute("aria-checked"), "true");
  });

  test("an address leads to who has it", async () => {
    await operator.goto("/operator/addresses");
    await operator.getByLabel("Address").fill(address);
    await operator.getByRole("button", { name: "Look up" }).click();
    const row = operator.getByRole("row").filter({ hasText: name });
    await row.getByText("Now").waitFor();
    await expectAccessible(operator);
  });

  test("every operator page passes axe in the light, in the dark and on a phone, and fits", async () => {
    const pages = [
      "servers",
      "actions",
      "findings",
      "capacity",
      "addresses",
      "migrations",
      "audit",
      "tenants",
      "invoices",
      "tickets",
      `search?q=${name}`,
    ];
    for (const path of pages) {
      await operator.goto(`/operator/${path}`);
      await settled(operator);
      await expectGoodLooks(operator);
    }
  });

  test("an admin sees who works here, and stays one while there is no other", async () => {
    await operator.goto("/operator/staff");
    await operator.getByRole("table", { name: "Staff" }).getByText("support@hostwright.test").waitFor();
    await expectAccessible(operator);
    await operator.getByRole("button", { name: "Change roles of Olga Operator" }).click();
    const dialog = operator.getByRole("dialog", { name: "Roles of Olga Operator" });
    await dialog.getByRole("checkbox", { name: /^Admin/ }).uncheck();
    await dialog.getByRole("checkbox", { name: /^Engineer/ }).check();
    await expectAccessible(operator);
    await dialog.getByRole("button", { name: "Save roles" }).click();
    await dialog.getByText("This is the last admin").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
  });
});
