import { functions, queues, type Secret } from "@hostwright/functions/manifest";
import { type Stack, use } from "sst/constructs";
import { secretsOf } from "./access.ts";
import { DATABASE_NAME, data } from "./data.ts";
import { limitStoreOf } from "./limits.ts";
import { anchorsBucket, eventBusName, objectsBucket, queueUrl, stateMachineArn } from "./names.ts";
import { settingsOf } from "./stage.ts";

/** The setting each secret fills, in the order of the manifest. */
const SETTING: Record<Secret, string> = {
  "signing-keys": "HOSTWRIGHT_JWT_KEYS",
  "verification-keys": "HOSTWRIGHT_JWT_KEYS",
  "seal-key": "HOSTWRIGHT_SEAL_KEY",
  "audit-keys": "HOSTWRIGHT_AUDIT_KEYS",
  "audit-verification-keys": "HOSTWRIGHT_AUDIT_KEYS",
  "order-review": "HOSTWRIGHT_ORDER_REVIEW_SECRET",
  "operator-oidc": "HOSTWRIGHT_OPERATOR_OIDC_CLIENT_SECRET",
  origin: "HOSTWRIGHT_ORIGIN_SECRET",
  dashboard: "HOSTWRIGHT_DASHBOARD_SECRET",
  "limit-store": "HOSTWRIGHT_REDIS_PASSWORD",
};

/** A function's settings (packages/core/src/kernel/config.ts). Secrets are references, read when it starts. */
export function environment(stack: Stack, name: string): Record<string, string> {
  const { cluster, databaseSecret } = use(data);
  const { console, mail, settings, web } = settingsOf(stack);
  const access = functions[name]?.access ?? [];
  const store = access.includes("limits") ? limitStoreOf(stack) : undefined;
  return {
    ...settings,
    HOSTWRIGHT_STAGE: stack.stage,
    HOSTWRIGHT_DATABASE_URL: "rds-data:",
    HOSTWRIGHT_DATABASE_CLUSTER_ARN: cluster.clusterArn,
    HOSTWRIGHT_DATABASE_SECRET_ARN: databaseSecret,
    HOSTWRIGHT_DATABASE_NAME: DATABASE_NAME,
    HOSTWRIGHT_AWS_REGION: stack.region,
    HOSTWRIGHT_JOB_QUEUE_URL: queueUrl(stack, queues.jobs.name("{location}")),
    HOSTWRIGHT_STATE_MACHINE_ARN: stateMachineArn(stack, "{workflow}"),
    HOSTWRIGHT_EVENT_BUS: eventBusName,
    HOSTWRIGHT_CONSOLE_URL: `wss://${console.domain}`,
    HOSTWRIGHT_CONNECTIONS_URL: `https://${console.domain}`,
    HOSTWRIGHT_DASHBOARD_URL: `https://${web.domain}`,
    ...(access.includes("mail") ? { HOSTWRIGHT_MAIL_URL: "ses:", HOSTWRIGHT_MAIL_FROM: mail } : {}),
    HOSTWRIGHT_JWT_KEYS: "none",
    HOSTWRIGHT_SEAL_KEY: "none",
    HOSTWRIGHT_AUDIT_KEYS: "none",
    HOSTWRIGHT_AUDIT_ANCHORS: `s3://${anchorsBucket(stack)}`,
    ...(access.includes("objects-read") || access.includes("objects-remove")
      ? { HOSTWRIGHT_OBJECTS_URL: `s3://${objectsBucket(stack)}` }
      : {}),
    ...(store ? { HOSTWRIGHT_REDIS_URL: store.url, HOSTWRIGHT_REDIS_CLUSTER: "yes" } : {}),
    ...Object.fromEntries(secretsOf(stack, name).map((one) => [SETTING[one.name], `secretsmanager:${one.arn}`])),
  };
}
