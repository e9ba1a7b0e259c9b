import { randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { createClient } from "../packages/sdk/src/index.ts";
import { launch, person, signIn } from "./browser.ts";

export const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIN9nJ3mHTY0Xpr1kL7LfPTsIjXyuVt3IBTSO8VDi3Hn0 ada@example.com";
/** How long the testbed may take for an order or a power change. */
export const PROVISIONED = { timeout: 90_000 };
export const uniqueName = (prefix: string) => `${prefix}-${randomBytes(4).toString("hex")}`;

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
    const api = await signedIn();
    await use(async (prefix) => {
      const body = { name: uniqueName(prefix), plan: "s1", image: "debian-13", location: "fra1", ssh_keys: [KEY] };
      const { data, error } = await api.POST("/v1/servers", { body });
      if (!data) throw new Error(`order of ${body.name}: ${JSON.stringify(error)}`);
      const { id, name } = data.server;
      ordered.push(id);
      const status = async () => (await api.GET("/v1/servers/{id}", { params: { path: { id } } })).data?.server.status;
      await expect.poll(status, PROVISIONED).toBe("running");
      return { id, name };
    });
    for (const id of ordered) await api.DELETE("/v1/servers/{id}", { params: { path: { id } } });
  },
});

const emailOf = (who: Who): string => {
  const demo = inject("demo");
  return { customer: demo.email, viewer: demo.viewerEmail, operator: demo.operatorEmail }[who];
};

async function signedIn() {
  const { email, password } = inject("demo");
  const anonymous = createClient({ baseUrl: inject("apiUrl") });
  const { data } = await anonymous.POST("/v1/auth/login", { body: { email, password } });
  if (!data) throw new Error("the demo user cannot sign in");
  return createClient({ baseUrl: inject("apiUrl"), token: data.access_token });
}
