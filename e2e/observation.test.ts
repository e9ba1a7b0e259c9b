import { expect, inject } from "vitest";
import { describe, expectAccessible, settled } from "./browser.ts";
import { test } from "./fixtures.ts";

/** Two looks and two comparisons, once its creation is long enough ago; a minute of averages. */
const NOTICED = { timeout: 240_000 };

describe("what is seen at a site", () => {
  test.concurrent("metrics and traffic of a server, with its period in the URL", { timeout: 300_000 }, async ({
    customer,
  }) => {
    await customer.goto(`/servers/${inject("early").measured.id}?tab=metrics`);
    await customer.getByRole("table", { name: "Processor in numbers" }).waitFor(NOTICED);
    for (const chart of ["Memory", "Disk", "Network"])
      await customer.getByRole("table", { name: `${chart} in numbers` }).waitFor();
    await customer.getByRole("radio", { name: "week" }).check({ force: true });
    await customer.waitForURL(/period=week/);
    await customer.getByRole("region", { name: "Traffic" }).waitFor();
    await expectAccessible(customer);
  });

  test.concurrent("an operator moves a server to another node", async ({ open, running }) => {
    const { id, name } = await running("e2e-moved");
    const operator = await open({ as: "operator" });
    await operator.goto(`/operator/servers/${id}`);
    await operator.getByRole("button", { name: "Move…" }).click();
    const dialog = operator.getByRole("dialog", { name: `Move ${name}` });
    await dialog.getByLabel("To node").waitFor();
    await expectAccessible(operator);
    await dialog.getByRole("button", { name: "Move", exact: true }).click();
    await dialog.waitFor({ state: "detached" });
    const actions = operator.getByRole("region", { name: "Actions" });
    await actions.getByText("Move to another node").first().waitFor();
  });

  test.concurrent("an operator sets a machine that staff has changed as recorded", { timeout: 300_000 }, async ({
    open,
  }) => {
    const { name } = inject("early").changed;
    const operator = await open({ as: "operator" });
    await operator.goto("/operator/findings?code=size_changed");
    await settled(operator);
    await expectAccessible(operator);
    await operator.getByRole("link", { name: new RegExp(name) }).click(NOTICED);
    await operator.getByRole("heading", { level: 1, name: "Cores or memory changed" }).waitFor();
    const row = operator.getByRole("table", { name: "What differs" }).getByRole("row", { name: /^Cores/ });
    expect(await row.getByRole("cell").allTextContents()).toEqual(["1", "7"]);
    await expectAccessible(operator);
    await operator.getByRole("button", { name: "Set as recorded…" }).click();
    const dialog = operator.getByRole("dialog", { name: "Set this machine as recorded?" });
    await dialog.getByRole("button", { name: "Set as recorded" }).click();
    await operator.getByText("Begun; the finding closes").waitFor();
  });
});
