import type { Browser, BrowserContext, Page } from "playwright-core";
import { test as base, inject } from "vitest";
import { order, signedIn, statusOf } from "./api.ts";
import { becomes } from "./becomes.ts";
import { launch, person, signIn } from "./browser.ts";

export { KEY, uniqueName } from "./api.ts";

/** How long the testbed may take for an order or a power change. */
export const PROVISIONED = { timeout: 90_000 };

type Who = "customer" | "viewer" | "operator";
type Look = { dark?: boolean; phone?: boolean };

interface Fixtures {
  browser: Browser;
  /** A page of a person of their own, signed in where `as` says so. */
  open(options?: Look & { as?: Who }): Promise<Page>;
  /** A page of nobody. */
  page: Page;
  /** A customer's page, signed in. */
  customer: Page;
  /** Orders a server through the API and waits until it runs; it is deleted after the test. */
  running(prefix: string): Promise<{ id: string; name: string }>;
}

export const test = base.extend<Fixtures>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest finds a fixture's needs in this pattern
    async ({}, use) => {
      const browser = await launch();
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  open: async ({ browser }, use) => {
    const people: BrowserContext[] = [];
    await use(async ({ as, ...look } = {}) => {
      const context = await person(browser, look);
      people.push(context);
      const page = await context.newPage();
      if (as) await signIn(page, emailOf(as), inject("demo").password);
      return page;
    });
    for (const context of people) await context.close();
  },
  page: async ({ open }, use) => use(await open()),
  customer: async ({ open }, use) => use(await open({ as: "customer" })),
  // biome-ignore lint/correctness/noEmptyPattern: as above
  running: async ({}, use) => {
    const ordered: string[] = [];
    const api = await signedIn(inject("apiUrl"), inject("demo"));
    await use(async (prefix) => {
      const server = await order(api, prefix);
      ordered.push(server.id);
      await becomes(() => statusOf(api, server.id), "running", PROVISIONED);
      return server;
    });
    for (const id of ordered) await api.DELETE("/v1/servers/{id}", { params: { path: { id } } });
  },
});

const emailOf = (who: Who): string => {
  const demo = inject("demo");
  return { customer: demo.email, viewer: demo.viewerEmail, operator: demo.operatorEmail }[who];
};
