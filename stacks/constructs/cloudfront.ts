import { Certificate, type ICertificate } from "aws-cdk-lib/aws-certificatemanager";
import { SecurityPolicyProtocol } from "aws-cdk-lib/aws-cloudfront";
import type { Stack } from "sst/constructs";
import type { Settings } from "../settings.ts";

/** TLS 1.2 at least, on both distributions. */
export const MINIMUM_TLS = SecurityPolicyProtocol.TLS_V1_2_2021;

export const certificateOf = (stack: Stack, { certificate }: Settings["api"]): ICertificate =>
  Certificate.fromCertificateArn(stack, "Certificate", certificate);
