import type { BrowserContext, ConsoleMessage } from "playwright-core";
import { expect } from "vitest";

const found: string[] = [];

/** A refusal by the API is the page's to explain, and tests ask for many; the browser writes each into its console. */
const isAnswer = (message: ConsoleMessage): boolean =>
  message.text().startsWith("Failed to load resource") &&
  /^\/(api|auth)\//.test(URL.parse(message.location().url)?.pathname ?? "");

/** Remembers what goes wrong in these pages without being seen: thrown errors, failed hydration, breaches of the policy. */
export function watch(context: BrowserContext): BrowserContext {
  context.on("weberror", (event) => found.push(`${pathOf(event.page()?.url())} threw ${String(event.error())}`));
  context.on("console", (message) => {
    if (message.type() === "error" && !isAnswer(message))
      found.push(`${pathOf(message.page()?.url())} wrote ${message.text()}`);
  });
  return context;
}

const pathOf = (url = ""): string => URL.parse(url)?.pathname ?? "a page";

/** Fails with all of it, and forgets it. */
export function expectNoTrouble(): void {
  expect(found.splice(0), "what the browser's console says").toEqual([]);
}
