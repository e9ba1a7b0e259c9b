import { NextjsSite, type NextjsSiteProps, type StackContext } from "sst/constructs";
import { certificateOf, MINIMUM_TLS } from "./constructs/cloudfront.ts";
import { firewallOf } from "./edge.ts";
import { settingsOf } from "./stage.ts";

/** The dashboard: its server speaks to the API, browsers speak to it alone. */
export function web({ app, stack }: StackContext, path: string) {
  const settings = settingsOf(stack);
  const site = new NextjsSite(stack, "dashboard", {
    path,
    runtime: "nodejs24.x",
    openNextVersion: "4.1.12",
    memorySize: "1024 MB",
    environment: {
      HOSTWRIGHT_API_URL: `https://${settings.api.domain}`,
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
      transform: withoutImages,
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
