import { NextjsSite, type NextjsSiteProps, type StackContext, use } from "sst/constructs";
import { api } from "./api.ts";
import { certificateOf, MINIMUM_TLS } from "./constructs/cloudfront.ts";
import { data } from "./data.ts";
import { firewallOf } from "./edge.ts";
import { settingsOf } from "./stage.ts";

/** The dashboard: its server speaks to the API, browsers speak to it alone. */
export function web({ app, stack }: StackContext, path: string) {
  const settings = settingsOf(stack);
  // A reference that CloudFormation resolves: Next.js has no place to read a secret before it starts.
  const secret = use(data).secrets.dashboard.secretValue.unsafeUnwrap();
  const site = new NextjsSite(stack, "dashboard", {
    path,
    runtime: "nodejs24.x",
    openNextVersion: "4.1.12",
    memorySize: "1024 MB",
    environment: {
      // Past the API's CloudFront, whose firewall would count all customers as one address; the dashboard's own has counted them.
      HOSTWRIGHT_API_URL: use(api).http.apiEndpoint,
      HOSTWRIGHT_CONSOLE_URL: `wss://${settings.console.domain}`,
      HOSTWRIGHT_DASHBOARD_SECRET: secret,
    },
    // Where git does not see them.
    typesPath: ".next",
    customDomain: {
      domainName: settings.web.domain,
      isExternalDomain: true,
      cdk: { certificate: certificateOf(stack, settings.web) },
    },
    cdk: {
      transform: (plan) => {
        withoutImages(plan);
        sayWhoCalls(plan, secret);
      },
      distribution: {
        minimumProtocolVersion: MINIMUM_TLS,
        webAclId: firewallOf(app),
        comment: "hostwright dashboard",
      },
    },
  });
  stack.addOutputs({ DashboardDistribution: site.cdk?.distribution.distributionDomainName });
  const server = site.cdk?.function;
  if (!server) throw new Error("the dashboard has no server");
  return { server };
}

type Transform = NonNullable<NonNullable<NextjsSiteProps["cdk"]>["transform"]>;

/** The server behind CloudFront believes it, by the secret, whose request it brings (packages/web, session/viewer.ts). */
function sayWhoCalls(plan: Parameters<Transform>[0], secret: string): void {
  plan.cloudFrontFunctions?.serverCfFunction?.injections.push(
    `request.headers["x-dashboard-secret"] = { value: "${secret}" };`,
    `request.headers["x-dashboard-viewer"] = { value: event.viewer.ip };`,
  );
}

/** No page has images to optimise, and the function that would do it may by default do anything with any bucket. */
const withoutImages: Transform = (plan) => {
  delete plan.origins.imageOptimizer;
  plan.behaviors = plan.behaviors.filter((behavior) => behavior.origin !== "imageOptimizer");
};
