import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removePostgres } from "@hostwright/local/postgres";
import { type System, startSystem } from "@hostwright/local/system/system";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CHROMIUM, missingBrowser } from "../../e2e/system.ts";
import { HOSTS, lacking, named } from "./machine.ts";

const reason = lacking("booting") ?? missingBrowser();
const SLOWLY = { timeout: 90_000 };

/** The whole system as `npm start` runs it, booted machines behind it, and a person at a browser. */
describe.skipIf(reason !== undefined)(named("the console page of what one ordered", reason), () => {
  const directory = mkdtempSync(join(tmpdir(), "hostwright-console-"));
  let system: System;
  let browser: Browser;
  let page: Page;
  let password: string;

  beforeAll(async () => {
    const [api, web, local, proxmox] = await freePorts();
    system = await startSystem({
      directory,
      hosts: HOSTS,
      ports: { api, web, local, proxmox },
      dashboard: true,
      speed: 50,
      backend: "nspawn",
      version: "test",
      progress: () => undefined,
    });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
    page = await (await browser.newContext({ baseURL: `http://127.0.0.1:${web}` })).newPage();
  }, 300_000);
  afterAll(async () => {
    await browser?.close();
    await system?.stop();
    await removePostgres(join(directory, "postgres"));
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  /** What the terminal tells a screen reader. */
  const told = async () => {
    const lines = page.getByRole("region", { name: "Terminal" }).locator(".xterm-accessibility").getByRole("listitem");
    return (await lines.allTextContents()).map((line) => line.replaceAll("\u00a0", " ").trimEnd()).join("\n");
  };
  const shows = (pattern: RegExp) => expect.poll(told, SLOWLY).toMatch(pattern);

  test("orders without a key, so that there is a password", async () => {
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("demo@hostwright.test");
    await page.getByLabel("Password").fill(system.secrets.demo_password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Servers" }).waitFor();
    await page.goto("/servers/new");
    await page.getByLabel("Name", { exact: true }).fill("live-1");
    await page.getByRole("button", { name: "Order server" }).click();
    const dialog = page.getByRole("dialog", { name: "Root password of live-1" });
    password = (await dialog.getByRole("code").textContent(SLOWLY)) ?? "";
    await dialog.getByRole("button", { name: "I have stored it" }).click();
    await page.getByRole("region", { name: "Create server, timeline" }).getByText("Succeeded").waitFor(SLOWLY);
  }, 120_000);

  test("shows the login of the Debian that came up, and the shell behind it", async () => {
    await page.getByRole("link", { name: "Console" }).click();
    await page.getByRole("status").getByText("Connected", { exact: true }).waitFor(SLOWLY);
    await page.getByLabel("Serial console of live-1").focus();
    await expect
      .poll(async () => {
        await page.keyboard.press("Enter");
        return told();
      }, SLOWLY)
      .toMatch(/live-1 login:\s*$/);
    await page.keyboard.type("root\r");
    await shows(/Password:\s*$/);
    await page.keyboard.type(`${password}\r`);
    await shows(/root@live-1:~#\s*$/);
    await page.keyboard.type(
      "hostname; . /etc/os-release; echo $NAME; ls /proc/1/exe >/dev/null && cat /proc/1/comm\r",
    );
    await shows(/\nlive-1\nDebian GNU\/Linux\nsystemd\n/);
    expect(await told()).not.toContain(password);
  }, 180_000);

  test("goes on after the machine was restarted from within", async () => {
    await page.keyboard.type("systemctl reboot\r");
    await page
      .getByRole("button", { name: "Connect again" })
      .or(page.getByText(/live-1 login:/))
      .first()
      .waitFor(SLOWLY);
    const again = page.getByRole("button", { name: "Connect again" });
    if (await again.isVisible()) await again.click();
    await page.getByLabel("Serial console of live-1").focus();
    await expect
      .poll(async () => {
        await page.keyboard.press("Enter");
        if (await again.isVisible()) await again.click();
        return told();
      }, SLOWLY)
      .toMatch(/live-1 login:\s*$/);
  }, 180_000);

  test("leaves no machine behind when the system ends", async () => {
    await browser.close();
    await system.stop();
    expect(execFileSync("ip", ["netns", "list"], { encoding: "utf8" })).not.toMatch(/hostwright-console/);
  }, 60_000);
});

/** Free a moment ago: three, and one whose neighbour is free too. */
async function freePorts(): Promise<[number, number, number, number]> {
  const first = 20_000 + Math.floor(Math.random() * 12_000);
  const ports = [first, first + 1, first + 2, first + 3, first + 4];
  const free = await Promise.all(
    ports.map(
      (port) =>
        new Promise<boolean>((resolve) => {
          const server = createServer();
          server.once("error", () => resolve(false));
          server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
        }),
    ),
  );
  return free.every(Boolean) ? [first, first + 1, first + 2, first + 3] : freePorts();
}
