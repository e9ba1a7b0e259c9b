import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { functions } from "@hostwright/functions/manifest";
import { afterAll, describe, expect, inject, it } from "vitest";
import { synthesise } from "./testing/synth.ts";
import { Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const ours = (type: string) => all.all(type).filter((one) => one.stack === "limits");
const group = (description: RegExp) =>
  ours("AWS::EC2::SecurityGroup").find((one) => description.test(String(one.Properties.GroupDescription)))?.id ??
  "none";
const ofFunctions = `<AWS::EC2::SecurityGroup ${group(/^API functions/)} GroupId>`;
const ofStore = `<AWS::EC2::SecurityGroup ${group(/^The store/)} GroupId>`;

it("is Valkey with a limit to its price, for one user with a password who counts and does nothing else", () => {
  expect(ours("AWS::ElastiCache::ServerlessCache").map((one) => one.Properties)).toMatchObject([
    {
      Engine: "valkey",
      ServerlessCacheName: "hostwright-limits",
      SecurityGroupIds: [ofStore],
      UserGroupId: "hostwright-limits",
      CacheUsageLimits: { DataStorage: { Maximum: 1, Unit: "GB" }, ECPUPerSecond: { Maximum: 10_000 } },
    },
  ]);
  expect(ours("AWS::ElastiCache::UserGroup").map((one) => one.Properties.UserIds)).toEqual([["hostwright-limits"]]);
  const [user, ...others] = ours("AWS::ElastiCache::User");
  expect(others).toEqual([]);
  expect(user?.Properties).toMatchObject({
    Engine: "valkey",
    AuthenticationMode: {
      Type: "password",
      Passwords: ["{{resolve:secretsmanager:<AWS::SecretsManager::Secret hostwright/limit-store>:SecretString:::}}"],
    },
  });
  expect(String(user?.Properties.AccessString)).toMatch(/^on ~\{hostwright-limits\}:\* -@all/);
  expect(String(user?.Properties.AccessString)).not.toMatch(/\+@all|nopass|~\*/);
});

it("is reached from the API functions alone", () => {
  const rules = ours("AWS::EC2::SecurityGroupIngress").map((one) => one.Properties);
  expect(rules.filter((rule) => rule.GroupId === ofStore)).toEqual([
    expect.objectContaining({ SourceSecurityGroupId: ofFunctions, FromPort: 6379, ToPort: 6380 }),
  ]);
  const open = ours("AWS::EC2::SecurityGroup").filter((one) => one.Properties.SecurityGroupIngress !== undefined);
  expect(open).toEqual([]);
  const users = all
    .all("AWS::Lambda::Function")
    .filter((one) => JSON.stringify(one.Properties.VpcConfig ?? {}).includes(ofFunctions));
  expect(users.map((one) => String(one.Properties.FunctionName)).sort()).toEqual(
    Object.entries(functions)
      .flatMap(([name, { access }]) => (access.includes("limits") ? [`hostwright-${name}`] : []))
      .sort(),
  );
});

describe.each(Object.entries(functions))("function %s", (name, { access }) => {
  const counts = access.includes("limits");
  const lambda = all.all("AWS::Lambda::Function").find((one) => one.Properties.FunctionName === `hostwright-${name}`);
  const variables = Object(Object(lambda?.Properties.Environment).Variables);

  it(counts ? "is in the network and told where to count" : "is in no network and told nothing of it", () => {
    expect(lambda?.Properties.VpcConfig !== undefined).toBe(counts);
    expect(variables.HOSTWRIGHT_REDIS_CLUSTER).toBe(counts ? "yes" : undefined);
    expect(String(variables.HOSTWRIGHT_REDIS_URL)).toMatch(
      counts
        ? /^rediss:\/\/hostwright-limits@<AWS::ElastiCache::ServerlessCache [^:@]*>:<[^:@]*:*[^@]*>$/
        : /^undefined$/,
    );
  });
});

describe("a stage without it", () => {
  const work = mkdtempSync(join(tmpdir(), "hostwright-stacks-"));
  afterAll(() => rmSync(work, { recursive: true, force: true }));

  it("has no store, no second network and no password to it: the database counts", async () => {
    const { templates } = await synthesise(work, { stage: "example-small", bundled: false });
    const small = new Templates(templates);
    expect(Object.keys(templates)).not.toContain("limits");
    for (const type of ["ElastiCache::ServerlessCache", "ElastiCache::User", "EC2::NatGateway", "EC2::InternetGateway"])
      expect(small.all(`AWS::${type}`)).toEqual([]);
    const lambdas = small.all("AWS::Lambda::Function").filter((one) => one.stack === "api");
    expect(lambdas.length).toBeGreaterThan(10);
    expect(JSON.stringify(lambdas)).not.toMatch(/VpcConfig|HOSTWRIGHT_REDIS/);
    const roles = small.all("AWS::IAM::Role").filter((one) => one.stack === "api");
    expect(JSON.stringify(roles)).not.toMatch(/"ec2:|limit-store/);
    const secrets = small.all("AWS::SecretsManager::Secret").map((one) => one.Properties.Name);
    expect(secrets).not.toContain("hostwright/limit-store");
  });
});

it("sends functions to the internet through gateways and to the database past them; nobody comes in", () => {
  expect(ours("AWS::EC2::NatGateway")).toHaveLength(2);
  for (const { Properties } of ours("AWS::EC2::Subnet")) expect(Properties.MapPublicIpOnLaunch).toBe(false);
  const services = ours("AWS::EC2::VPCEndpoint").map((one) => JSON.stringify(one.Properties.ServiceName));
  expect(services).toHaveLength(2);
  for (const service of ["rds-data", "s3"]) expect(services.join()).toContain(`.${service}`);
});
