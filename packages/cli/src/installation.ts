import { type Actor, type App, loadConfig } from "@hostwright/core/kernel";
import { createAnchors } from "@hostwright/functions/anchors";
import { createApp } from "@hostwright/functions/app";
import { installationUrl, localKeys } from "./installation-url.ts";

export interface Installation {
  app: App;
  call: { app: App; actor: Actor; requestId: string };
}

/** The command line signs nobody in and sends nothing: settings for that are not asked for. */
const UNUSED = {
  HOSTWRIGHT_JOB_QUEUE_URL: "unused:{location}",
  HOSTWRIGHT_STATE_MACHINE_ARN: "unused:{workflow}",
  HOSTWRIGHT_JWT_KEYS: '[{"kty":"OKP","kid":"unused"}]',
  HOSTWRIGHT_LOG_LEVEL: "WARN",
};

/** The database that the environment names, else that of `npm start` on this machine. @throws ConfigError */
export function openInstallation(who: { actor: Actor; requestId: string }, url = installationUrl()): Installation {
  const config = loadConfig({
    ...UNUSED,
    ...localKeys(url),
    ...process.env,
    HOSTWRIGHT_DATABASE_URL: url,
    HOSTWRIGHT_DATABASE_POOL: "2",
  });
  const app = createApp(config, { service: "cli", anchors: createAnchors });
  return { app, call: { app, ...who } };
}
