import { Aspects } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { App } from "sst/constructs";
import { initProject } from "sst/project.js";
import { build } from "../index.ts";
import { readSettings } from "../settings.ts";
import { dashboardBuild } from "./dashboard-build.ts";

export const STAGE = "example";

/** Everything a deployment would send, made offline: without credentials, bundles included. */
export async function synthesise(outdir: string) {
  const { account, region } = readSettings(STAGE);
  await initProject({ stage: STAGE, region });
  const app = new App(
    { mode: "deploy", name: "hostwright", stage: STAGE, region, account },
    {
      outdir,
      // A VPC asks the account for its zones; this is the answer.
      context: { [`availability-zones:account=${account}:region=${region}`]: [`${region}a`, `${region}b`] },
    },
  );
  Aspects.of(app).add(new AwsSolutionsChecks());
  build(app, dashboardBuild());
  await app.finish();
  return app.synth();
}
