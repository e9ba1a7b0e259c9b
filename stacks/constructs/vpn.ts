import * as ec2 from "aws-cdk-lib/aws-ec2";
import type { Stack } from "sst/constructs";

/** AES-256-GCM, SHA-2 and elliptic curves only, IKEv2 only. AWS makes the pre-shared keys; they are in no template. */
const tunnel: ec2.CfnVPNConnection.VpnTunnelOptionsSpecificationProperty = {
  ikeVersions: [{ value: "ikev2" }],
  phase1EncryptionAlgorithms: [{ value: "AES256-GCM-16" }],
  phase2EncryptionAlgorithms: [{ value: "AES256-GCM-16" }],
  phase1IntegrityAlgorithms: [{ value: "SHA2-384" }, { value: "SHA2-512" }],
  phase2IntegrityAlgorithms: [{ value: "SHA2-384" }, { value: "SHA2-512" }],
  phase1DhGroupNumbers: [{ value: 19 }, { value: 20 }, { value: 21 }],
  phase2DhGroupNumbers: [{ value: 19 }, { value: 20 }, { value: 21 }],
  dpdTimeoutAction: "restart",
};

interface Connection {
  /** `fra1-1` */
  name: string;
  /** Public address of the site's gateway. */
  gateway: string;
  /** Networks behind it. */
  networks: string[];
  vpc: ec2.Vpc;
}

/** A site-to-site connection of two tunnels to one gateway, with static routes. Answers its id. */
export function vpnConnection(stack: Stack, { name, gateway, networks, vpc }: Connection): string {
  const customer = new ec2.CfnCustomerGateway(stack, `Gateway-${name}`, {
    type: "ipsec.1",
    ipAddress: gateway,
    bgpAsn: 65_000,
    tags: [{ key: "Name", value: `hostwright-${name}` }],
  });
  const connection = new ec2.CfnVPNConnection(stack, `Vpn-${name}`, {
    type: "ipsec.1",
    customerGatewayId: customer.ref,
    ...(vpc.vpnGatewayId ? { vpnGatewayId: vpc.vpnGatewayId } : {}),
    staticRoutesOnly: true,
    vpnTunnelOptionsSpecifications: [tunnel, tunnel],
    tags: [{ key: "Name", value: `hostwright-${name}` }],
  });
  networks.forEach((network, index) => {
    new ec2.CfnVPNConnectionRoute(stack, `Vpn-${name}-Route${index + 1}`, {
      vpnConnectionId: connection.ref,
      destinationCidrBlock: network,
    });
  });
  return connection.ref;
}
