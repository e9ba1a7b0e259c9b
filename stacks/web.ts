import { NextjsSite, type NextjsSiteProps, type StackContext, use } from "sst/constructs";
import { api } from "./api.ts";
import { certificateOf, MINIMUM_TLS } from "./constructs/cloudfront.ts";
import { data } from "./data.ts";
import { firewallOf } from "./edge.ts";
import { settingsOf } from "./stage.ts";

/** The dashboard: its server speaks to the API, browsers speak to it alone. */
export function web({ app, stack }: StackContext, path: string) {
  const settings = settingsOf(stack);
  // Filled in by CloudFormation while it deploys: in no template, but to be read by who may read functions.
  const secret = use(data).secrets.dashboard.secretValue.unsafeUnwrap();
  const site = new NextjsSite(stack, "dashboard", {
    path,
    runtime: "nodejs24.x",
    openNextVersion: "4.1.12",
    memorySize: "1024 MB",
    environment: {
      // Past the API's own CloudFront, whose firewall would count all who use the dashboard as one.
      HOSTWRIGHT_API_URL: use(api).http.apiEndpoint,
      HOSTWRIGHT_DASHBOARD_SECRET: secret,
      HOSTWRIGHT_CONSOLE_URL: `wss://${settings.console.domain}`,
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
        sayingWhoCalls(plan, secret);
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

/** No page has images to optimise, and the function that would do it may by default do anything with any bucket. */
const withoutImages: Transform = (plan) => {
  delete plan.origins.imageOptimizer;
  plan.behaviors = plan.behaviors.filter((behavior) => behavior.origin !== "imageOptimizer");
};

/** CloudFront tells the server who calls, over whatever a browser has written there, and proves that it is CloudFront. */
function sayingWhoCalls(plan: Parameters<Transform>[0], secret: string): void {
  for (const { injections } of Object.values(plan.cloudFrontFunctions ?? {}))
    injections.push(
      'request.headers["x-viewer-address"] = { value: event.viewer.ip };',
      `request.headers["x-origin-secret"] = { value: "${secret}" };`,
    );
}
