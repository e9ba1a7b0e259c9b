import { fileURLToPath } from "node:url";
import { functions } from "@hostwright/functions/manifest";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Function as Lambda, type Stack } from "sst/constructs";
import { statements } from "../access.ts";
import { environment } from "../environment.ts";
import { limitStoreOf } from "../limits.ts";
import { functionName } from "../names.ts";
import { settingsOf } from "../stage.ts";
import { retention } from "./retention.ts";

const argon2 = fileURLToPath(new URL("../../packages/functions/src/argon2.ts", import.meta.url));

/** A function of the manifest: its bundle, its role with what the manifest grants and no more, its log. */
export function manifestFunction(stack: Stack, name: string): Lambda {
  const spec = functions[name];
  if (!spec) throw new Error(`the manifest has no function '${name}'`);
  const settings = settingsOf(stack);
  const logGroup = new LogGroup(stack, `function-${name}-log`, {
    logGroupName: `/aws/lambda/${functionName(name)}`,
    retention: retention(settings),
  });
  const role = new Role(stack, `function-${name}-role`, {
    roleName: functionName(name),
    assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
    inlinePolicies: {
      log: new PolicyDocument({
        statements: [
          new PolicyStatement({
            actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
            resources: [logGroup.logGroupArn],
          }),
        ],
      }),
      manifest: new PolicyDocument({ statements: statements(stack, name) }),
    },
  });
  const store = spec.access.includes("limits") ? limitStoreOf(stack) : undefined;
  return new Lambda(stack, `function-${name}`, {
    functionName: functionName(name),
    handler: `packages/functions/src/handlers/${name}.handler`,
    runtime: "nodejs24.x",
    architecture: "arm_64",
    memorySize: `${spec.memoryMb} MB`,
    timeout: `${spec.timeoutSeconds} seconds`,
    environment: environment(stack, name),
    role,
    logGroup,
    tracing: "active",
    ...(store ? { vpc: store.vpc, vpcSubnets: store.subnets, securityGroups: [store.functions] } : {}),
    ...(spec.concurrency === undefined ? {} : { reservedConcurrentExecutions: spec.concurrency }),
    nodejs: {
      sourcemap: false,
      esbuild: {
        // The Data API is the only database here; the drivers are imported when a postgres:// or mysql:// address is.
        external: ["pg", "mysql2"],
        alias: { "@node-rs/argon2": argon2 },
        legalComments: "none",
      },
    },
  });
}
