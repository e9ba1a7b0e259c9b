import { queues } from "@hostwright/functions/manifest";
import { Fn } from "aws-cdk-lib";
import * as ec2 from "aws-cdk-lib/aws-ec2";
import { AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import type { StackContext } from "sst/constructs";
import { relayActions } from "./constructs/relay-identity.ts";
import { retention } from "./constructs/retention.ts";
import { vpnConnection } from "./constructs/vpn.ts";
import { queueArn } from "./names.ts";
import { settingsOf } from "./stage.ts";

/** Amazon's side of the BGP sessions is not used (routes are static), but a gateway needs a number of its own. */
const GATEWAY_ASN = 64_512;

/**
 * The VPC that relays reach through the VPN: interface endpoints for what they call, and room for Aurora. Nothing in it
 * reaches the internet, and the Lambdas stay outside.
 */
export function network({ stack }: StackContext) {
  const settings = settingsOf(stack);
  const vpc = new ec2.Vpc(stack, "Vpc", {
    ipAddresses: ec2.IpAddresses.cidr(settings.vpc),
    maxAzs: 2,
    natGateways: 0,
    restrictDefaultSecurityGroup: false,
    subnetConfiguration: [
      { name: "endpoints", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      { name: "database", subnetType: ec2.SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
    ],
    vpnGateway: true,
    vpnGatewayAsn: GATEWAY_ASN,
    // Nothing routes from a site to the database.
    vpnRoutePropagation: [{ subnetGroupName: "endpoints" }],
    flowLogs: {
      rejected: {
        trafficType: ec2.FlowLogTrafficType.REJECT,
        destination: ec2.FlowLogDestination.toCloudWatchLogs(
          new LogGroup(stack, "FlowLogs", { logGroupName: "/hostwright/vpc-rejected", retention: retention(settings) }),
        ),
      },
    },
  });
  const endpoints = vpc.selectSubnets({ subnetGroupName: "endpoints" });
  const connections = Object.entries(settings.locations).flatMap(([location, site]) =>
    site.gateways.map((gateway, index) => ({
      location,
      id: vpnConnection(stack, { name: `${location}-${index + 1}`, gateway, networks: site.networks, vpc }),
    })),
  );

  const fromRelays = new ec2.SecurityGroup(stack, "FromRelays", {
    vpc,
    description: "TLS from the networks of relays, nothing else",
    allowAllOutbound: false,
  });
  for (const [location, site] of Object.entries(settings.locations))
    for (const cidr of site.networks)
      fromRelays.addIngressRule(ec2.Peer.ipv4(cidr), ec2.Port.tcp(443), `relays at ${location}`);

  const endpoint = (id: string, service: ec2.InterfaceVpcEndpointAwsService) =>
    new ec2.InterfaceVpcEndpoint(stack, id, {
      vpc,
      service,
      subnets: endpoints,
      securityGroups: [fromRelays],
      open: false,
      privateDnsEnabled: true,
    });
  const sqs = endpoint("Sqs", ec2.InterfaceVpcEndpointAwsService.SQS);
  sqs.addToPolicy(
    new PolicyStatement({
      principals: [new AnyPrincipal()],
      actions: [...relayActions.jobs, ...relayActions.results],
      resources: [
        ...Object.keys(settings.locations).map((location) => queueArn(stack, queues.jobs.name(location))),
        queueArn(stack, queues.results.name),
      ],
      conditions: { StringEquals: { "aws:PrincipalAccount": stack.account } },
    }),
  );
  // A relay signs in with its certificate, not as an IAM principal: there is none a policy here could name.
  const rolesAnywhere = endpoint("RolesAnywhere", ec2.InterfaceVpcEndpointAwsService.IAM_ROLES_ANYWHERE);

  stack.addOutputs({
    RelaySqsEndpoint: firstName(sqs),
    RelaySignInEndpoint: firstName(rolesAnywhere),
  });
  return { vpc, sqs, connections };
}

/** The endpoint's own DNS name, good from the other side of the VPN where the VPC's DNS is not. */
const firstName = (endpoint: ec2.InterfaceVpcEndpoint): string =>
  `https://${Fn.select(1, Fn.split(":", Fn.select(0, endpoint.vpcEndpointDnsEntries)))}`;
