import { pathToFileURL } from "node:url";
import type { SSTConfig } from "sst";

/**
 * The app. SST bundles this file with an esbuild of its own; the stacks are loaded as they are instead, like all other
 * TypeScript here, so that they and the Lambdas read one manifest.
 */
const config: SSTConfig = {
  config: ({ region }) => ({ name: "hostwright", region: region ?? "eu-central-1" }),
  async stacks(app) {
    const stacks: { build(app: unknown): void } = await import(pathToFileURL("stacks/index.ts").href);
    stacks.build(app);
  },
};

export default config;
