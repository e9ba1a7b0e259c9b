import { ArnFormat, type App as CdkApp, Stack } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnLoggingConfiguration, CfnWebACL } from "aws-cdk-lib/aws-wafv2";
import type { App } from "sst/constructs";
import { alarm } from "./constructs/alarm.ts";
import { operatorsTopic } from "./constructs/operators-topic.ts";
import { retention } from "./constructs/retention.ts";
import { settingsOf } from "./stage.ts";

/** CloudFront takes its firewall from here only, wherever the rest runs. */
const REGION = "us-east-1";
/** Requests of one address in five minutes; a dashboard that polls an action each second makes 300. */
const PER_ADDRESS = 2000;
/** Requests to sign-in of one address in five minutes. */
const SIGN_IN_PER_ADDRESS = 100;

/** WAF accepts names with this beginning only. */
const LOG_NAME = "aws-waf-logs-hostwright";

/** The API's error shape (packages/functions/src/http.ts), without a request id: the request never became one. */
const LIMITED = { error: { code: "rate_limit_exceeded", message: "too many requests from this address; slow down" } };

const firewalls = new WeakMap<CdkApp, CfnWebACL>();

/** ARN of the firewall in front of the API and the dashboard. */
export function firewallOf(app: App): string {
  const firewall = firewalls.get(app);
  if (!firewall) throw new Error("the edge stack comes first");
  return firewall.attrArn;
}

/** What stands in us-east-1: the web application firewall of both CloudFront distributions, its log and its alarm. */
export function edge(app: App): void {
  const settings = settingsOf(app);
  const stack = new Stack(app, app.logicalPrefixedName("edge"), {
    env: { account: settings.account, region: REGION },
    crossRegionReferences: true,
  });
  const firewall = new CfnWebACL(stack, "Firewall", {
    name: "hostwright",
    scope: "CLOUDFRONT",
    defaultAction: { allow: {} },
    visibilityConfig: visible("hostwright"),
    customResponseBodies: { limited: { contentType: "APPLICATION_JSON", content: JSON.stringify(LIMITED) } },
    rules: [
      managed("AWSManagedRulesAmazonIpReputationList", 0),
      managed("AWSManagedRulesKnownBadInputsRuleSet", 1),
      // Orders and labels may be long: the API refuses what is over 5 MB itself, with an answer that says so.
      managed("AWSManagedRulesCommonRuleSet", 2, ["SizeRestrictions_BODY"]),
      perAddress("sign-in", 3, SIGN_IN_PER_ADDRESS, "/v1/auth/"),
      perAddress("requests", 4, PER_ADDRESS),
    ],
  });
  firewalls.set(app, firewall);
  const log = new LogGroup(stack, "FirewallLog", {
    logGroupName: LOG_NAME,
    retention: retention(settings),
  });
  const logging = new CfnLoggingConfiguration(stack, "FirewallLogging", {
    resourceArn: firewall.attrArn,
    logDestinationConfigs: [
      stack.formatArn({
        service: "logs",
        resource: "log-group",
        resourceName: LOG_NAME,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    redactedFields: [{ singleHeader: { Name: "authorization" } }, { singleHeader: { Name: "cookie" } }],
    // Only what was blocked is worth keeping: the API logs the rest.
    loggingFilter: {
      DefaultBehavior: "DROP",
      Filters: [{ Behavior: "KEEP", Requirement: "MEETS_ANY", Conditions: [{ ActionCondition: { Action: "BLOCK" } }] }],
    },
  });
  logging.node.addDependency(log);
  alarm(stack, operatorsTopic(stack, settings), {
    kind: "requests-blocked",
    metric: new Metric({
      namespace: "AWS/WAFV2",
      metricName: "BlockedRequests",
      statistic: "Sum",
      dimensionsMap: { WebACL: "hostwright", Rule: "ALL" },
    }),
  });
}

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: true,
});

const managed = (name: string, priority: number, countOnly: string[] = []): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: "AWS",
      name,
      ruleActionOverrides: countOnly.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
  visibilityConfig: visible(name),
});

const perAddress = (name: string, priority: number, limit: number, path?: string): CfnWebACL.RuleProperty => ({
  name: `${name}-per-address`,
  priority,
  action: {
    block: {
      customResponse: {
        responseCode: 429,
        customResponseBodyKey: "limited",
        responseHeaders: [{ name: "Retry-After", value: "60" }],
      },
    },
  },
  statement: {
    rateBasedStatement: {
      limit,
      aggregateKeyType: "IP",
      ...(path === undefined
        ? {}
        : {
            scopeDownStatement: {
              byteMatchStatement: {
                fieldToMatch: { uriPath: {} },
                positionalConstraint: "STARTS_WITH",
                searchString: path,
                textTransformations: [{ priority: 0, type: "NORMALIZE_PATH" }],
              },
            },
          }),
    },
  },
  visibilityConfig: visible(`${name}-per-address`),
});
