import { addressWorkflows } from "@hostwright/core/address/workflow";
import { adoptionWorkflows } from "@hostwright/core/adoption/workflow";
import { backupWorkflows } from "@hostwright/core/backup/workflow";
import { firewallWorkflows } from "@hostwright/core/firewall/workflow";
import { proofsIn } from "@hostwright/core/identity";
import {
  type AnchorStore,
  type App,
  type Clock,
  type Config,
  createLog,
  type Log,
  loadConfig,
  systemClock,
} from "@hostwright/core/kernel";
import { openDatabase } from "@hostwright/core/kernel/database/index";
import { moveWorkflows } from "@hostwright/core/move/workflow";
import { reconcileWorkflows } from "@hostwright/core/reconcile/workflow";
import { serverWorkflows } from "@hostwright/core/server/workflow";
import { createDeliver } from "./deliver.ts";
import { limiterFor } from "./limiter.ts";
import { withSecrets } from "./secrets.ts";

/** Every workflow of the product. */
export const workflows = [
  ...serverWorkflows,
  ...firewallWorkflows,
  ...addressWorkflows,
  ...backupWorkflows,
  ...moveWorkflows,
  ...reconcileWorkflows,
  ...adoptionWorkflows,
];

/** Given by those who write or read anchors, so that the others do without S3. */
type CreateAnchors = (config: Config) => AnchorStore | null;

type CreateObjects = (config: Config) => App["objects"];

/** Wires a process: database, log, AWS clients. */
export function createApp(
  config: Config,
  options: { service: string; clock?: Clock; log?: Log; anchors?: CreateAnchors; objects?: CreateObjects },
): App {
  const log = options.log ?? createLog({ service: options.service, level: config.HOSTWRIGHT_LOG_LEVEL });
  const { HOSTWRIGHT_DATABASE_CLUSTER_ARN: resourceArn, HOSTWRIGHT_DATABASE_SECRET_ARN: secretArn } = config;
  const clock = options.clock ?? systemClock;
  const db: App["db"] = openDatabase({
    url: config.HOSTWRIGHT_DATABASE_URL,
    pool: config.HOSTWRIGHT_DATABASE_POOL,
    ...(resourceArn && secretArn
      ? { rdsData: { resourceArn, secretArn, database: config.HOSTWRIGHT_DATABASE_NAME } }
      : {}),
  });
  return {
    config,
    log,
    clock,
    db,
    limiter: limiterFor({ config, log, clock, db }),
    provedAt: proofsIn(db),
    deliver: createDeliver(config, log),
    workflows: new Map(workflows.map((workflow) => [workflow.name, workflow])),
    anchors: options.anchors?.(config) ?? null,
    objects: options.objects?.(config) ?? null,
  };
}

/** The app of a Lambda, made while it initialises, secrets included, and kept for all its invocations. */
export async function lambdaApp(parts: { anchors?: CreateAnchors; objects?: CreateObjects } = {}): Promise<() => App> {
  const config = loadConfig(await withSecrets(process.env));
  const app = createApp(config, { service: process.env.AWS_LAMBDA_FUNCTION_NAME ?? "hostwright", ...parts });
  return () => app;
}
