import type { App } from "../kernel/index.ts";
import type { Reach } from "./destination.ts";

/** Only a developer's machine lets webhooks and sign-in reach what is not on the internet. */
export const reachOf = (app: App): Reach =>
  app.config.HOSTWRIGHT_WEBHOOKS_ANYWHERE === "yes" ? "anywhere" : "internet";
