import { DomainName, SecurityPolicy, WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { StackContext } from "sst/constructs";
import { settingsOf } from "./stage.ts";

/** Messages a second, and above them at once, of all consoles together. */
const THROTTLE = { rateLimit: 2000, burstLimit: 4000 };

/** The WebSocket API that both sides of a console dial. Its routes are with the functions (api.ts). */
export function consoles({ stack }: StackContext) {
  const { console } = settingsOf(stack);
  const api = new WebSocketApi(stack, "console", {
    apiName: "hostwright-console",
    description: "Consoles: browsers and relays, introduced to each other by tickets",
  });
  const domain = new DomainName(stack, "domain", {
    domainName: console.domain,
    certificate: Certificate.fromCertificateArn(stack, "certificate", console.certificate),
    securityPolicy: SecurityPolicy.TLS_1_2,
  });
  const stage = new WebSocketStage(stack, "stage", {
    webSocketApi: api,
    stageName: "live",
    autoDeploy: true,
    throttle: THROTTLE,
    domainMapping: { domainName: domain },
  });
  stack.addOutputs({ ConsoleTarget: domain.regionalDomainName });
  return { api, stageName: stage.stageName };
}
