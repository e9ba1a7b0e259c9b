import { expect, inject, it } from "vitest";
import { readSettings } from "./settings.ts";
import { Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const settings = readSettings("example");
const networks = Object.values(settings.locations).flatMap((site) => site.networks);
const gateways = Object.values(settings.locations).flatMap((site) => site.gateways);
const only = <T>(values: T[]): T => {
  expect(values).toHaveLength(1);
  const [value] = values;
  if (value === undefined) throw new Error("there is none");
  return value;
};

/** Of the relays' network; functions that count requests in a store have another (limits.test.ts). */
const ours = (type: string) => all.all(`AWS::EC2::${type}`).filter((one) => one.stack !== "limits");

it("has no way to or from the internet but the VPN", () => {
  for (const type of ["InternetGateway", "NatGateway", "EIP", "EgressOnlyInternetGateway"])
    expect(ours(type)).toEqual([]);
});

it("connects every gateway of every location with strong ciphers, its networks routed", () => {
  expect(all.all("AWS::EC2::CustomerGateway").map((one) => one.Properties.IpAddress)).toEqual(gateways);
  const connections = all.all("AWS::EC2::VPNConnection");
  expect(connections).toHaveLength(gateways.length);
  for (const { Properties } of connections) {
    expect(Properties.StaticRoutesOnly).toBe(true);
    expect(JSON.stringify(Properties)).not.toMatch(/ikev1|SHA1|"AES(128|256)"|PreSharedKey/);
    expect(Properties.VpnTunnelOptionsSpecifications).toHaveLength(2);
  }
  const routed = all.all("AWS::EC2::VPNConnectionRoute").map((one) => String(one.Properties.DestinationCidrBlock));
  expect([...new Set(routed)].sort()).toEqual([...networks].sort());
});

it("answers relays' networks on 443 only, and routes to them from the endpoints' subnets only", () => {
  const group = only(all.all("AWS::EC2::SecurityGroup").filter((one) => one.stack === "network"));
  expect(group.Properties.SecurityGroupIngress).toEqual(
    networks.map((cidr) => expect.objectContaining({ CidrIp: cidr, IpProtocol: "tcp", FromPort: 443, ToPort: 443 })),
  );
  const tables = only(all.all("AWS::EC2::VPNGatewayRoutePropagation")).Properties.RouteTableIds;
  expect(tables).toEqual([expect.stringMatching(/endpointsSubnet1/), expect.stringMatching(/endpointsSubnet2/)]);
});

it("offers relays SQS, for their queues alone, and their sign-in", () => {
  const endpoints = ours("VPCEndpoint");
  const services = endpoints.map((one) => String(one.Properties.ServiceName).split(".").at(-1));
  expect(services.sort()).toEqual(["rolesanywhere", "sqs"]);
  const policy = JSON.stringify(
    endpoints.find((one) => String(one.Properties.ServiceName).endsWith("sqs"))?.Properties.PolicyDocument,
  );
  expect(policy).toContain("hostwright-jobs-fra1.fifo");
  expect(policy).toContain("aws:PrincipalAccount");
  expect(policy).not.toMatch(/"(sqs:\*|\*)"[,\]]/);
});

it("keeps the database where nobody connects, encrypted, its password rotating, its data kept", () => {
  expect(only(all.all("AWS::RDS::DBCluster")).Properties).toMatchObject({
    Engine: "aurora-postgresql",
    EnableHttpEndpoint: true,
    StorageEncrypted: true,
    ManageMasterUserPassword: true,
    DeletionProtection: true,
    BackupRetentionPeriod: 35,
    ServerlessV2ScalingConfiguration: {
      MinCapacity: settings.database.min_acu,
      MaxCapacity: settings.database.max_acu,
    },
  });
  expect(only(all.all("AWS::RDS::DBCluster")).Properties).not.toHaveProperty("MasterUserPassword");
  const instances = all.all("AWS::RDS::DBInstance");
  expect(instances).toHaveLength(2);
  for (const { Properties } of instances) expect(Properties.PubliclyAccessible ?? false).toBe(false);
  const group = only(all.all("AWS::EC2::SecurityGroup").filter((one) => one.stack === "data"));
  expect(group.Properties.SecurityGroupIngress ?? []).toEqual([]);
  expect(ours("SecurityGroupIngress")).toEqual([]);
});
