import type { IConstruct } from "constructs";
import { App } from "sst/constructs";
import { readSettings, type Settings } from "./settings.ts";

/** The settings of the app's stage, refusing to build it for another account or region. */
export function settingsOf(scope: IConstruct): Settings {
  const app = scope.node.root;
  if (!(app instanceof App)) throw new Error("settings are an app's");
  const settings = readSettings(app.stage);
  if (app.account !== settings.account)
    throw new Error(`stage '${app.stage}' belongs to account ${settings.account}; you are signed in to ${app.account}`);
  if (app.region !== settings.region)
    throw new Error(`stage '${app.stage}' belongs to ${settings.region}: add --region ${settings.region}`);
  return settings;
}
