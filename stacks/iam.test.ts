import { type Access, functions, queues, type Secret, workflows } from "@hostwright/functions/manifest";
import { describe, expect, inject, it } from "vitest";
import { type Found, isObject, Templates } from "./testing/template.ts";
import { tools } from "./testing/tool-roles.ts";

/**
 * What every role may do, written down once more and compared to the letter: an action or a resource that the manifest
 * does not ask for fails here, wildcards included.
 */
const all = new Templates(inject("synth").templates);

type Grants = string[];
const line = (action: string, resource: string) => `${action} ${resource}`;
const each = (actions: string[], resources: string[]): Grants =>
  actions.flatMap((action) => resources.map((resource) => line(action, resource)));
const list = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [String(value)]);

const arn = (rest: string) => `arn:aws:${rest}`;
const here = "eu-central-1:111122223333";
const machines = workflows.map(({ name }) =>
  arn(`states:${here}:stateMachine:hostwright-${name.replaceAll(".", "-")}`),
);
const jobQueues = ["ams1", "fra1"].map((location) => arn(`sqs:${here}:${queues.jobs.name(location)}`));
const resultQueue = arn(`sqs:${here}:hostwright-results.fifo`);

const forAccess: Record<Access, Grants> = {
  database: [
    ...each(
      ["BeginTransaction", "CommitTransaction", "ExecuteStatement", "RollbackTransaction"].map(
        (one) => `rds-data:${one}`,
      ),
      [arn(`rds:${here}:cluster:<AWS::RDS::DBCluster hostwright>`)],
    ),
    line("secretsmanager:GetSecretValue", "<AWS::RDS::DBCluster hostwright MasterUserSecret.SecretArn>"),
  ],
  executions: each(["states:StartExecution"], machines),
  tasks: each(["states:SendTaskFailure", "states:SendTaskSuccess"], machines),
  jobs: each(["sqs:SendMessage"], jobQueues),
  connections: each(
    ["execute-api:ManageConnections"],
    ["DELETE", "POST"].map((verb) =>
      arn(`execute-api:${here}:<AWS::ApiGatewayV2::Api hostwright-console>/live/${verb}/@connections/*`),
    ),
  ),
  mail: each(["ses:SendEmail", "ses:SendRawEmail"], [arn(`ses:${here}:identity/hostwright.example`)]),
  anchors: [line("s3:PutObject", "<AWS::S3::Bucket AnchorsE78985FD Arn>/audit/*")],
  "anchors-read": [
    line("s3:ListBucketVersions", "<AWS::S3::Bucket AnchorsE78985FD Arn>"),
    line("s3:GetObjectVersion", "<AWS::S3::Bucket AnchorsE78985FD Arn>/audit/*"),
  ],
  "objects-read": [
    line("s3:ListBucket", "<AWS::S3::Bucket ObjectsA92BA4F1 Arn>"),
    line("s3:GetObject", "<AWS::S3::Bucket ObjectsA92BA4F1 Arn>/*"),
  ],
  "objects-remove": [line("s3:DeleteObject", "<AWS::S3::Bucket ObjectsA92BA4F1 Arn>/*")],
  // Lambda's own, in the function's name, to put it into its network.
  limits: each(
    [
      "AssignPrivateIpAddresses",
      "CreateNetworkInterface",
      "DeleteNetworkInterface",
      "DescribeNetworkInterfaces",
      "DescribeSubnets",
      "UnassignPrivateIpAddresses",
    ].map((one) => `ec2:${one}`),
    ["*"],
  ),
  events: [line("events:PutEvents", arn(`events:${here}:event-bus/hostwright`))],
};
const forSecret = (secret: Secret): string =>
  line("secretsmanager:GetSecretValue", `<AWS::SecretsManager::Secret hostwright/${secret}>`);

/** X-Ray and Step Functions' log deliveries know no resources: AWS takes `*` only. */
const tracing = each(["xray:PutTelemetryRecords", "xray:PutTraceSegments"], ["*"]);

const functionGrants = (name: string): Grants => [
  ...each(["logs:CreateLogStream", "logs:PutLogEvents"], [`<AWS::Logs::LogGroup /aws/lambda/hostwright-${name} Arn>`]),
  ...tracing,
  ...(functions[name]?.access ?? []).flatMap((one) => forAccess[one]),
  ...(functions[name]?.secrets ?? []).map(forSecret),
  ...(name === queues.results.consumer
    ? each(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], [resultQueue])
    : []),
];

const relayGrants = (location: string): Grants => [
  ...each(
    ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"],
    [arn(`sqs:${here}:hostwright-jobs-${location}.fifo`)],
  ),
  line("sqs:SendMessage", resultQueue),
];

const expected: Record<string, Grants> = {
  ...Object.fromEntries(Object.keys(functions).map((name) => [`hostwright-${name}`, functionGrants(name)])),
  "hostwright-relay-fra1": relayGrants("fra1"),
  "hostwright-relay-ams1": relayGrants("ams1"),
  "hostwright-executions": [
    line("lambda:InvokeFunction", "<AWS::Lambda::Function hostwright-step Arn>"),
    ...tracing,
    ...each(["xray:GetSamplingRules", "xray:GetSamplingTargets"], ["*"]),
    ...each(
      [
        "CreateLogDelivery",
        "DeleteLogDelivery",
        "DescribeLogGroups",
        "DescribeResourcePolicies",
        "GetLogDelivery",
        "ListLogDeliveries",
        "PutResourcePolicy",
        "UpdateLogDelivery",
      ].map((one) => `logs:${one}`),
      ["*"],
    ),
  ],
};

const policies = all.all("AWS::IAM::Policy");
const roles = all.all("AWS::IAM::Role");

function grantsOf(role: Found): Grants {
  const attached = policies.filter(
    (policy) => policy.stack === role.stack && list(policy.Properties.Roles).some((one) => one.includes(nameOf(role))),
  );
  const inline = Array.isArray(role.Properties.Policies) ? role.Properties.Policies.filter(isObject) : [];
  const documents = [
    ...inline.map((one) => one.PolicyDocument),
    ...attached.map((one) => one.Properties.PolicyDocument),
  ];
  return documents.flatMap((document) => {
    const { Statement } = Object(document);
    return [Statement].flat().flatMap((statement) => {
      expect(statement.Effect).toBe("Allow");
      expect(statement.NotAction ?? statement.NotResource).toBeUndefined();
      return each(list(statement.Action), list(statement.Resource));
    });
  });
}

const nameOf = (role: Found): string => String(role.Properties.RoleName ?? role.id);
const sorted = (grants: Grants) => [...new Set(grants)].sort();

describe.each(Object.keys(expected))("role %s", (name) => {
  const role = roles.find((one) => one.Properties.RoleName === name);

  it("may do what the manifest needs, and nothing else", () => {
    expect(role && sorted(grantsOf(role))).toEqual(sorted(expected[name] ?? []));
  });

  it("has no managed policy", () => {
    expect(role?.Properties.ManagedPolicyArns ?? []).toEqual([]);
  });
});

it("lets letters go out under the host's own name only", () => {
  const role = roles.find((one) => nameOf(one) === "hostwright-mail");
  expect(JSON.stringify(role?.Properties.Policies)).toContain(
    '"Condition":{"StringEquals":{"ses:FromAddress":"no-reply@hostwright.example"}}',
  );
});

it("lets Lambda put a function into its network, and not the function's own code", () => {
  const role = roles.find((one) => nameOf(one) === "hostwright-api-identity");
  const manifest = [role?.Properties.Policies].flat().find((one) => Object(one).PolicyName === "manifest");
  const statements = [Object(manifest).PolicyDocument.Statement].flat();
  expect(statements.filter((one) => JSON.stringify(one.Action).includes("ec2:"))).toEqual([
    expect.objectContaining({ Condition: { Null: { "lambda:SourceFunctionArn": "true" } }, Resource: "*" }),
  ]);
});

it("has no role besides those and the tools' own", () => {
  const others = roles.filter((role) => !(nameOf(role) in expected));
  const strange = others.flatMap((role) => {
    const tool = tools.find((one) => one.stack === role.stack && one.role.test(role.id));
    if (!tool) return [`${role.stack}/${role.id}`];
    return grantsOf(role)
      .filter((grant) => !tool.may.test(grant))
      .map((grant) => `${role.stack}/${role.id}: ${grant}`);
  });
  expect(strange).toEqual([]);
  const unused = tools.filter((one) => !others.some((role) => one.stack === role.stack && one.role.test(role.id)));
  expect(unused).toEqual([]);
});

it("lets a relay in with a certificate of its own location only", () => {
  const trust = JSON.stringify(
    roles.find((one) => nameOf(one) === "hostwright-relay-fra1")?.Properties.AssumeRolePolicyDocument,
  );
  expect(trust).toContain('"aws:PrincipalTag/x509Subject/CN":["relay-fra1-a","relay-fra1-b"]');
  expect(trust).not.toContain("ams1");
  expect(trust).toContain("aws:SourceArn");
});
