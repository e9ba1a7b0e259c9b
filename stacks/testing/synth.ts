import { join } from "node:path";
import { Aspects } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import { App, Function as Lambda } from "sst/constructs";
import { initProject, useProject } from "sst/project.js";
import { build } from "../index.ts";
import { readSettings } from "../settings.ts";
import { dashboardBuild } from "./dashboard-build.ts";
import { type Template, template } from "./template.ts";

export const STAGE = "example";

export interface Synth {
  /** By stack: `api`. */
  templates: Record<string, Template>;
  /** What cdk-nag and the CDK find wrong. */
  findings: { path: string; text: string }[];
  /** What the CDK would have had to ask an account. */
  missing: unknown[];
  /** Folder with a function's bundle, by its name in the manifest. */
  bundles: Record<string, string>;
}

/**
 * Everything a deployment of the stage would send, made offline and without credentials.
 * @param work an empty folder, the caller's to remove
 * @param bundled false: functions hold nothing, which is faster
 */
export async function synthesise(work: string, { stage = STAGE, bundled = true } = {}): Promise<Synth> {
  const { account, region } = readSettings(stage);
  await initProject({ stage, region });
  // Not the repository's .sst: two syntheses at once would take each other's bundles away.
  const { paths } = useProject();
  paths.out = join(work, "sst");
  paths.artifacts = join(paths.out, "artifacts");
  const app = new App(
    { mode: "deploy", name: "hostwright", stage, region, account },
    {
      outdir: join(work, "cdk.out"),
      // A VPC asks the account for its zones; this is the answer.
      context: { [`availability-zones:account=${account}:region=${region}`]: [`${region}a`, `${region}b`] },
    },
  );
  Aspects.of(app).add(new AwsSolutionsChecks());
  const dashboard = join(work, "dashboard");
  dashboardBuild(dashboard);
  build(app, dashboard);
  if (bundled) await app.finish();
  const assembly = app.synth();
  const prefix = app.logicalPrefixedName("");
  const ours = app.node.findAll().filter((one) => one instanceof Lambda && one.node.id.startsWith("function-"));
  return {
    templates: Object.fromEntries(
      assembly.stacks.map((stack) => [stack.stackName.slice(prefix.length), template.parse(stack.template)]),
    ),
    findings: assembly.stacks.flatMap((stack) =>
      stack.messages
        .filter((message) => message.level !== "info")
        .map((message) => ({ path: message.id.slice(prefix.length + 1), text: String(message.entry.data) })),
    ),
    missing: assembly.manifest.missing ?? [],
    bundles: Object.fromEntries(
      ours.map((one) => [one.node.id.slice("function-".length), join(paths.artifacts, one.node.addr)]),
    ),
  };
}
