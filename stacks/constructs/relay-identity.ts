import { queues } from "@hostwright/functions/manifest";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { CfnProfile, CfnTrustAnchor } from "aws-cdk-lib/aws-rolesanywhere";
import type { Stack } from "sst/constructs";
import { queueArn } from "../names.ts";
import type { Settings } from "../settings.ts";

/** What a relay does with its two queues. */
export const relayActions = {
  jobs: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"],
  results: ["sqs:SendMessage"],
} as const;

const SESSION_SECONDS = 3600;

/**
 * Lets relays sign in with their certificates (IAM Roles Anywhere): one role a location, good for its own job queue and
 * for sending results, taken only with a certificate that names one of the location's relays.
 */
export function relayIdentity(stack: Stack, settings: Settings): void {
  const anchor = new CfnTrustAnchor(stack, "RelayAuthority", {
    name: "hostwright-relays",
    enabled: true,
    source: {
      sourceType: "CERTIFICATE_BUNDLE",
      sourceData: { x509CertificateData: settings.relayAuthority },
    },
  });
  for (const [location, site] of Object.entries(settings.locations)) {
    const role = new Role(stack, `Relay-${location}`, {
      roleName: `hostwright-relay-${location}`,
      description: `The relays at ${location}`,
      assumedBy: new ServicePrincipal("rolesanywhere.amazonaws.com", {
        conditions: {
          StringEquals: { "aws:PrincipalTag/x509Subject/CN": site.relays },
          ArnEquals: { "aws:SourceArn": anchor.attrTrustAnchorArn },
        },
      }),
      inlinePolicies: {
        queues: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: [...relayActions.jobs],
              resources: [queueArn(stack, queues.jobs.name(location))],
            }),
            new PolicyStatement({
              actions: [...relayActions.results],
              resources: [queueArn(stack, queues.results.name)],
            }),
          ],
        }),
      },
    });
    role.assumeRolePolicy?.addStatements(
      new PolicyStatement({
        principals: [new ServicePrincipal("rolesanywhere.amazonaws.com")],
        actions: ["sts:SetSourceIdentity", "sts:TagSession"],
        conditions: { ArnEquals: { "aws:SourceArn": anchor.attrTrustAnchorArn } },
      }),
    );
    const profile = new CfnProfile(stack, `RelayProfile-${location}`, {
      name: `hostwright-relay-${location}`,
      enabled: true,
      roleArns: [role.roleArn],
      durationSeconds: SESSION_SECONDS,
    });
    stack.addOutputs({
      [`RelayRole${location}`]: role.roleArn,
      [`RelayProfile${location}`]: profile.attrProfileArn,
    });
  }
  stack.addOutputs({ RelayTrustAnchor: anchor.attrTrustAnchorArn });
}
