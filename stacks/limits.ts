import { LIMIT_STORE_ACCESS } from "@hostwright/core/kernel/limit/redis";
import { RemovalPolicy } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import * as cache from "aws-cdk-lib/aws-elasticache";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import { type Stack, type StackContext, use } from "sst/constructs";
import { retention } from "./constructs/retention.ts";
import { data } from "./data.ts";
import { settingsOf } from "./stage.ts";

const NAME = "hostwright-limits";
/** The one keys are written to, and the one of replicas. */
const FIRST_PORT = 6379;
const LAST_PORT = 6380;
/** Ten million addresses that ask within an hour. More are refused: an attack must not cost without end. */
const LARGEST_GB = 1;
/** A request takes one to three. */
const LARGEST_ECPU = 10_000;

/** Where requests are counted, and the network of the functions that count them. */
export interface LimitStore {
  vpc: ec2.Vpc;
  subnets: ec2.SubnetSelection;
  functions: ec2.SecurityGroup;
  url: string;
  /** Name in CloudWatch. */
  name: string;
  password: Secret;
  largestBytes: number;
}

/** The store of limits, where the stage has one; else the database counts. */
export const limitStoreOf = (stack: Stack): LimitStore | undefined =>
  settingsOf(stack).limit_store ? use(limits) : undefined;

/**
 * Valkey (ElastiCache Serverless: TLS always, in several zones) for the API's limits, and a network of its own for the functions
 * that reach it. They need the internet, too: companies' sign-in providers, order reviews and AWS itself. The relays' network
 * has nothing to do with it.
 */
export function limits({ stack }: StackContext): LimitStore {
  const settings = settingsOf(stack).limit_store;
  if (!settings) throw new Error("the stage has no store of limits");
  const vpc = functionsNetwork(stack, settings.vpc);
  const functions = new ec2.SecurityGroup(stack, "Functions", {
    vpc,
    description: "API functions: TLS to anywhere, and the store of limits",
    allowAllOutbound: false,
  });
  functions.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), "AWS, sign-in providers, order reviews");
  const store = new ec2.SecurityGroup(stack, "Store", {
    vpc,
    description: "The store of limits: API functions, nobody else",
    allowAllOutbound: false,
  });
  const ports = ec2.Port.tcpRange(FIRST_PORT, LAST_PORT);
  store.addIngressRule(functions, ports, "API functions");
  functions.addEgressRule(store, ports, "the store of limits");
  databaseEndpoint(stack, vpc, functions);

  const password = new Secret(stack, "Password", {
    secretName: "hostwright/limit-store",
    description: "Password of the store of limits' one user",
    // ElastiCache takes 128 at most.
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const user = new cache.CfnUser(stack, "User", {
    engine: "valkey",
    userId: NAME,
    userName: NAME,
    accessString: LIMIT_STORE_ACCESS,
    authenticationMode: {
      Type: "password",
      // Filled in by CloudFormation while it deploys.
      Passwords: [password.secretValue.unsafeUnwrap()],
    },
  });
  const group = new cache.CfnUserGroup(stack, "Users", { engine: "valkey", userGroupId: NAME, userIds: [user.userId] });
  group.addDependency(user);
  const valkey = new cache.CfnServerlessCache(stack, "Valkey", {
    serverlessCacheName: NAME,
    description: "Counts the API's requests; what it holds may be lost at any time",
    engine: "valkey",
    majorEngineVersion: "8",
    securityGroupIds: [store.securityGroupId],
    subnetIds: vpc.selectSubnets({ subnetGroupName: "store" }).subnetIds,
    userGroupId: group.userGroupId,
    cacheUsageLimits: {
      dataStorage: { maximum: LARGEST_GB, unit: "GB" },
      ecpuPerSecond: { maximum: LARGEST_ECPU },
    },
  });
  valkey.addDependency(group);
  return {
    vpc,
    subnets: { subnetGroupName: "functions" },
    functions,
    url: `rediss://${NAME}@${valkey.attrEndpointAddress}:${valkey.attrEndpointPort}`,
    name: NAME,
    password,
    largestBytes: LARGEST_GB * 1024 ** 3,
  };
}

/** Three kinds of subnets: gateways to the internet, functions, and the store, which reaches nothing. */
function functionsNetwork(stack: Stack, cidr: string): ec2.Vpc {
  const settings = settingsOf(stack);
  return new ec2.Vpc(stack, "Vpc", {
    ipAddresses: ec2.IpAddresses.cidr(cidr),
    maxAzs: 2,
    // A zone that fails takes nobody else with it, where that is worth the price of a second gateway.
    natGateways: settings.production ? 2 : 1,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: "gateways", subnetType: ec2.SubnetType.PUBLIC, cidrMask: 26, mapPublicIpOnLaunch: false },
      { name: "functions", subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 25 },
      { name: "store", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 26 },
    ],
    gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    flowLogs: {
      rejected: {
        trafficType: ec2.FlowLogTrafficType.REJECT,
        destination: ec2.FlowLogDestination.toCloudWatchLogs(
          new LogGroup(stack, "FlowLogs", {
            logGroupName: "/hostwright/functions-rejected",
            retention: retention(settings),
          }),
        ),
      },
    },
  });
}

/** Every request asks the database several times: that goes past the gateways, which cost by what passes through them. */
function databaseEndpoint(stack: Stack, vpc: ec2.Vpc, functions: ec2.SecurityGroup): void {
  const group = new ec2.SecurityGroup(stack, "DataApi", {
    vpc,
    description: "The Data API: TLS from API functions",
    allowAllOutbound: false,
  });
  group.addIngressRule(functions, ec2.Port.tcp(443), "API functions");
  const endpoint = new ec2.InterfaceVpcEndpoint(stack, "DataApiEndpoint", {
    vpc,
    service: ec2.InterfaceVpcEndpointAwsService.RDS_DATA,
    subnets: { subnetGroupName: "functions" },
    securityGroups: [group],
    open: false,
    privateDnsEnabled: true,
  });
  endpoint.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: DATA_API_ACTIONS,
      resources: [use(data).cluster.clusterArn],
      conditions: { StringEquals: { "aws:PrincipalAccount": stack.account } },
    }),
  );
}

/** What functions ask of the database (`access.ts` grants the same). */
export const DATA_API_ACTIONS = [
  "rds-data:BeginTransaction",
  "rds-data:CommitTransaction",
  "rds-data:ExecuteStatement",
  "rds-data:RollbackTransaction",
];
