import { AxeBuilder } from "@axe-core/playwright";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { afterEach, expect, inject, describe as vitestDescribe } from "vitest";
import { becomes } from "./becomes.ts";
import { CHROMIUM, missingBrowser } from "./system.ts";
import { expectNoTrouble, watch } from "./trouble.ts";

/** Quiet and offline: the browser itself must not call home either. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** vitest's own, which names what is missing where the machine has no browser; no test may leave errors in a console. */
export function describe(name: string, run: () => void): void {
  const missing = missingBrowser();
  if (missing) vitestDescribe.skip(`${name} (${missing})`, run);
  else
    vitestDescribe(name, () => {
      afterEach(expectNoTrouble);
      run();
    });
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: ARGS });

const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };

/** A context of its own on the dashboard, as a person with this screen and these wishes would have it. */
export async function person(
  browser: Browser,
  options: { dark?: boolean; phone?: boolean } = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    baseURL: inject("webUrl"),
    colorScheme: options.dark ? "dark" : "light",
    viewport: options.phone ? PHONE : DESKTOP,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  });
  return watch(context);
}

/**
 * A person with an authenticator that always says yes. Passkeys are made for names: the dashboard by its name.
 */
export async function personWithPasskeys(browser: Browser): Promise<Page> {
  const context = await browser.newContext({
    baseURL: inject("webUrl").replace("127.0.0.1", "localhost"),
    viewport: DESKTOP,
    reducedMotion: "reduce",
  });
  const page = await watch(context).newPage();
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return page;
}

/** Signs in through the form and waits until the first page is there. */
export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Servers" }).waitFor();
}

/** Waits until what loads has loaded: no table or list says it is busy. */
export async function settled(page: Page): Promise<void> {
  await page.getByRole("heading", { level: 1 }).waitFor();
  await becomes(() => page.locator('[aria-busy="true"]').count(), 0, { timeout: 30_000 });
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Fails with every breach of WCAG 2.2 AA that axe finds on the page as it is now, or of this one rule. */
export async function expectAccessible(page: Page, rule?: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    // No frame here is another site's, so axe needs no blank page of its own for each pass.
    .setLegacyMode()
    // A letter's frame runs no script, axe's neither: it would be waited for.
    .exclude("iframe[sandbox]")
    // What passes is not described: that takes longer than to look.
    .options({
      resultTypes: ["violations"],
      runOnly: rule ? { type: "rule", values: [rule] } : { type: "tag", values: WCAG },
    })
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 200)).join("\n  ")}`,
  );
  expect(found, `axe on ${new URL(page.url()).pathname}`).toEqual([]);
}

/** The same page in the light, in the dark, where colours alone differ, and on a phone; begins and ends at a desk in the light. */
export async function expectGoodLooks(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator("html.dark").waitFor();
  await expectAccessible(page, "color-contrast");
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize(PHONE);
  await expectNoSidewaysScroll(page);
  await expectAccessible(page);
  await page.setViewportSize(DESKTOP);
}

/** Fails where the page is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const excess = await page.evaluate<number>("document.documentElement.scrollWidth - window.innerWidth");
  expect(excess, `${new URL(page.url()).pathname} is wider than the screen`).toBeLessThanOrEqual(0);
}
