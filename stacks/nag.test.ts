import { expect, inject, it } from "vitest";

/** Every finding of cdk-nag (AwsSolutionsChecks) that we live with, and why. One that no longer occurs fails as well. */
const accepted: { rule: RegExp; path: RegExp; why: string }[] = [
  {
    rule: /^AwsSolutions-SMG4/,
    path: /^(data\/Secret-|limits\/Password)/,
    why: "Keys are rotated by operators, newest first, so that what the old one signed still verifies (docs/operate/deploy.md). The database's password rotates by itself.",
  },
  {
    rule: /^AwsSolutions-S1/,
    path: /^data\/Anchors/,
    why: "One object a chain and day, put by one function and read by another: both log, and CloudTrail has the rest.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Anchors/,
    path: /^(api|workflows)\/function-(schedule|api-audit)-role/,
    why: "Anchors are named after chains and days to come.",
  },
  {
    rule: /^AwsSolutions-S1/,
    path: /^data\/Objects/,
    why: "One function hands files out, by the hash of what they hold, and logs who took which attachment of whose; people reach them by no other way. Another removes what nothing refers to, and logs each.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<Objects/,
    path: /^(api|workflows)\/function-(schedule|api-archive)-role/,
    why: "Files are named after what they hold.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]/,
    path: /^api\/function-api-[\w-]+-role\/Resource/,
    why: "What Lambda does to put a function into its network knows no resources, and is not for the function's code. iam.test.ts holds the actions to the letter.",
  },
  {
    rule: /^AwsSolutions-APIG4/,
    path: /^api\//,
    why: "The functions check the token themselves, so that one machine and the cloud authorise alike; a test walks every route without one.",
  },
  {
    rule: /^AwsSolutions-APIG1/,
    path: /^consoles\/stage/,
    why: "A WebSocket API's log needs a role that every API of the account shares. The function logs each connection, and never the ticket in its address.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:execute-api:/,
    path: /^(api|workflows)\/function-[\w-]+-role/,
    why: "Connections have no names before they exist. The API, its stage and the two verbs are named.",
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]/,
    path: /^(api|events|workflows)\/(function-[\w-]+-role|executions)\/DefaultPolicy/,
    why: "X-Ray and Step Functions' log deliveries know no resources. iam.test.ts holds the actions to the letter.",
  },
  {
    rule: /^AwsSolutions-CFR3/,
    path: /^(api|web)\//,
    why: "The API logs each request at API Gateway and the firewall what it blocks; a third log would repeat them.",
  },
  { rule: /^AwsSolutions-CFR1/, path: /^(api|web)\//, why: "Customers may be anywhere." },
  {
    rule: /^AwsSolutions-(IAM4|IAM5|L1|S1|SQS3|SQS4|CFR7)/,
    path: /^web\/(dashboard|CustomResourceHandler|LogRetention|Custom)/,
    why: "SST's NextjsSite makes them and takes no settings for it. Nothing in that stack reaches ours but through the public API; iam.test.ts lists what its roles may.",
  },
  {
    rule: /^objectVersion is not defined/,
    path: /^web\/dashboard/,
    why: "SST replaces the code at deployment by a key that changes with it.",
  },
];

const { findings } = inject("synth");
const covers = (one: (typeof accepted)[number], finding: (typeof findings)[number]) =>
  one.rule.test(finding.text) && one.path.test(finding.path);

it("finds nothing but what is accepted with a reason", () => {
  const open = findings.filter((finding) => !accepted.some((one) => covers(one, finding)));
  expect(open).toEqual([]);
});

it("accepts nothing that does not occur", () => {
  expect(accepted.filter((one) => !findings.some((finding) => covers(one, finding)))).toEqual([]);
});

it("has looked at all", () => {
  expect(findings.length).toBeGreaterThan(20);
});
