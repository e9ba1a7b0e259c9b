import { stateMachineName } from "@hostwright/core/kernel";
import { type Access, functions, queues, type Secret, workflows } from "@hostwright/functions/manifest";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { ISecret } from "aws-cdk-lib/aws-secretsmanager";
import { type Stack, use } from "sst/constructs";
import { consoles } from "./consoles.ts";
import { data } from "./data.ts";
import { DATA_API_ACTIONS, limitStoreOf } from "./limits.ts";
import { eventBusName, queueArn, stateMachineArn } from "./names.ts";
import { addressOf, domainOf } from "./settings.ts";
import { settingsOf } from "./stage.ts";

const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources });

/** Of posting to the WebSocket API's connections, and of closing them. */
function connectionArns(stack: Stack): string[] {
  const { api, stageName } = use(consoles);
  return ["DELETE", "POST"].map((verb) =>
    stack.formatArn({
      service: "execute-api",
      resource: api.apiId,
      resourceName: `${stageName}/${verb}/@connections/*`,
    }),
  );
}

/** The manifest's secrets of a function, as far as the stage has a use for them. */
export function secretsOf(stack: Stack, name: string): { name: Secret; arn: string }[] {
  const store = limitStoreOf(stack);
  const all: Partial<Record<Secret, ISecret>> = {
    ...use(data).secrets,
    ...(store ? { "limit-store": store.password } : {}),
  };
  return (functions[name]?.secrets ?? []).flatMap((one) => {
    const found = all[one];
    return found ? [{ name: one, arn: found.secretArn }] : [];
  });
}

/** What Lambda itself does in the name of a function in a network; its code may not. These know no resources. */
const inNetwork = (): PolicyStatement =>
  new PolicyStatement({
    actions: [
      "ec2:AssignPrivateIpAddresses",
      "ec2:CreateNetworkInterface",
      "ec2:DeleteNetworkInterface",
      "ec2:DescribeNetworkInterfaces",
      "ec2:DescribeSubnets",
      "ec2:UnassignPrivateIpAddresses",
    ],
    resources: ["*"],
    conditions: { Null: { "lambda:SourceFunctionArn": "true" } },
  });

/** What a function's role may do: the manifest's `access` and `secrets`, to the letter. */
export function statements(stack: Stack, name: string): PolicyStatement[] {
  const spec = functions[name];
  if (!spec) throw new Error(`the manifest has no function '${name}'`);
  const { cluster, databaseSecret, anchors, objects } = use(data);
  const machines = workflows.map((workflow) => stateMachineArn(stack, stateMachineName(workflow.name)));
  const jobQueues = Object.keys(settingsOf(stack).locations).map((one) => queueArn(stack, queues.jobs.name(one)));
  const byAccess: Record<Access, () => PolicyStatement[]> = {
    database: () => [
      allow(DATA_API_ACTIONS, [cluster.clusterArn]),
      allow(["secretsmanager:GetSecretValue"], [databaseSecret]),
    ],
    executions: () => [allow(["states:StartExecution"], machines)],
    tasks: () => [allow(["states:SendTaskFailure", "states:SendTaskSuccess"], machines)],
    jobs: () => [allow(["sqs:SendMessage"], jobQueues)],
    connections: () => [allow(["execute-api:ManageConnections"], connectionArns(stack))],
    // By SES's second interface a letter we have composed ourselves needs both; under our own name only.
    mail: () => [
      new PolicyStatement({
        actions: ["ses:SendEmail", "ses:SendRawEmail"],
        resources: [
          stack.formatArn({ service: "ses", resource: "identity", resourceName: domainOf(settingsOf(stack).mail) }),
        ],
        conditions: { StringEquals: { "ses:FromAddress": addressOf(settingsOf(stack).mail) } },
      }),
    ],
    limits: () => (limitStoreOf(stack) ? [inNetwork()] : []),
    anchors: () => [allow(["s3:PutObject"], [anchors.arnForObjects("audit/*")])],
    "anchors-read": () => [
      allow(["s3:ListBucketVersions"], [anchors.bucketArn]),
      allow(["s3:GetObjectVersion"], [anchors.arnForObjects("audit/*")]),
    ],
    // Without the right to list, S3 says of what is not there that it is forbidden.
    "objects-read": () => [
      allow(["s3:ListBucket"], [objects.bucketArn]),
      allow(["s3:GetObject"], [objects.arnForObjects("*")]),
    ],
    "objects-remove": () => [allow(["s3:DeleteObject"], [objects.arnForObjects("*")])],
    events: () => [
      allow(
        ["events:PutEvents"],
        [stack.formatArn({ service: "events", resource: "event-bus", resourceName: eventBusName })],
      ),
    ],
  };
  const held = secretsOf(stack, name);
  const consumes = queues.results.consumer === name ? [queueArn(stack, queues.results.name)] : [];
  return [
    ...spec.access.flatMap((one) => byAccess[one]()),
    ...(held.length > 0
      ? [
          allow(
            ["secretsmanager:GetSecretValue"],
            held.map(({ arn }) => arn),
          ),
        ]
      : []),
    ...(consumes.length > 0
      ? [allow(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], consumes)]
      : []),
  ];
}
