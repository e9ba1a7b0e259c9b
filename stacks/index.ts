import { type App, Stack, type StackContext, use } from "sst/constructs";
import { api } from "./api.ts";
import { consoles } from "./consoles.ts";
import { data } from "./data.ts";
import { edge } from "./edge.ts";
import { events } from "./events.ts";
import { limits } from "./limits.ts";
import { network } from "./network.ts";
import { operations } from "./operations.ts";
import { settingsOf } from "./stage.ts";
import { web } from "./web.ts";
import { workflows } from "./workflows.ts";

/**
 * All stacks, in the order in which they need each other.
 * @param dashboard folder of the Next.js app, relative to the repository
 */
export function build(app: App, dashboard = "packages/web"): void {
  const { limit_store, production } = settingsOf(app);
  app.setDefaultRemovalPolicy(production ? "retain" : "destroy");
  edge(app);
  app.stack(network).stack(data);
  if (limit_store) app.stack(limits);
  app.stack(consoles).stack(events).stack(workflows).stack(api, { crossRegionReferences: true });
  const site = (context: StackContext) => web(context, dashboard);
  app.stack(site, { id: "web", crossRegionReferences: true });
  app.stack((context: StackContext) => operations(context, use(site).server), { id: "operations" });
  withoutSpareHandlers(app);
}

/** SST gives every stack a function for its custom resources; all but the dashboard's have none. */
function withoutSpareHandlers(app: App): void {
  for (const stack of app.node.children)
    if (stack instanceof Stack && stack.node.id !== app.logicalPrefixedName("web"))
      stack.node.tryRemoveChild("CustomResourceHandler");
}
