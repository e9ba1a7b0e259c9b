import { apis, fallback } from "@hostwright/functions/manifest";
import { describe, expect, inject, it } from "vitest";
import { readSettings } from "./settings.ts";
import { isObject, Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const settings = readSettings("example");
/** The HTTP API, beside the WebSocket API of consoles. */
const HTTP = "<AWS::ApiGatewayV2::Api hostwright>";
const DASHBOARD_SECRET =
  "{{resolve:secretsmanager:<AWS::SecretsManager::Secret hostwright/dashboard>:SecretString:::}}";
const integrations = new Map(
  all
    .all("AWS::ApiGatewayV2::Integration")
    .map((one) => [`<${one.Type} ${one.id}>`, String(one.Properties.IntegrationUri)]),
);
const routes = new Map(
  all
    .all("AWS::ApiGatewayV2::Route")
    .filter((one) => one.Properties.ApiId === HTTP)
    .map((one) => [
      one.Properties.RouteKey,
      integrations.get(String(one.Properties.Target).replace("integrations/", "")),
    ]),
);

describe.each(Object.entries(apis))("context %s", (context, list) => {
  it.each(list.map(({ method, path }) => `${method} ${path}`))("%s reaches its function", (key) => {
    expect(routes.get(key)).toBe(`<AWS::Lambda::Function hostwright-api-${context} Arn>`);
  });
});

it("answers everything else itself", () => {
  expect(routes.get("$default")).toBe(`<AWS::Lambda::Function hostwright-${fallback} Arn>`);
  expect(routes.size).toBe(Object.values(apis).flat().length + 1);
});

it("has no CORS, a limit on requests, and a log of each", () => {
  const api = all.all("AWS::ApiGatewayV2::Api").find((one) => one.Properties.Name === "hostwright");
  expect(api).toBeDefined();
  expect(api?.Properties.CorsConfiguration).toBeUndefined();
  const stage = all.all("AWS::ApiGatewayV2::Stage").find((one) => one.Properties.ApiId === HTTP);
  expect(stage?.Properties).toMatchObject({
    StageName: "$default",
    DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingRateLimit: 500, ThrottlingBurstLimit: 1000 },
    AccessLogSettings: { DestinationArn: "<AWS::Logs::LogGroup /aws/vendedlogs/apis/hostwright Arn>" },
  });
});

describe.each(["api", "web"] as const)("the %s's distribution", (stack) => {
  const found = all.all("AWS::CloudFront::Distribution").find((one) => one.stack === stack);
  const config = isObject(found?.Properties.DistributionConfig) ? found.Properties.DistributionConfig : {};

  it("stands behind the firewall, under its own name, with TLS 1.2 at least", () => {
    expect(config.Aliases).toEqual([settings[stack].domain]);
    expect(String(config.WebACLId)).toMatch(/CrossRegionExportReader/);
    expect(config.ViewerCertificate).toMatchObject({
      AcmCertificateArn: settings[stack].certificate,
      MinimumProtocolVersion: "TLSv1.2_2021",
    });
  });
});

it("adds the secret that only CloudFront knows, without its being in the template", () => {
  const [distribution] = all.all("AWS::CloudFront::Distribution").filter((one) => one.stack === "api");
  expect(JSON.stringify(distribution?.Properties)).toContain(
    '{"HeaderName":"x-origin-secret","HeaderValue":"{{resolve:secretsmanager:<AWS::SecretsManager::Secret hostwright/origin>:SecretString:::}}"}',
  );
});

it("blocks known attacks and too many requests, in the region CloudFront looks in", () => {
  const [firewall] = all.all("AWS::WAFv2::WebACL");
  expect(firewall?.stack).toBe("edge");
  expect(firewall?.Properties.Scope).toBe("CLOUDFRONT");
  const rules = Array.isArray(firewall?.Properties.Rules) ? firewall.Properties.Rules : [];
  expect(rules.map((rule) => rule.Name)).toEqual([
    "AWSManagedRulesAmazonIpReputationList",
    "AWSManagedRulesKnownBadInputsRuleSet",
    "AWSManagedRulesCommonRuleSet",
    "sign-in-per-address",
    "requests-per-address",
  ]);
  expect(JSON.stringify(firewall?.Properties.CustomResponseBodies)).toContain("rate_limit_exceeded");
});

it("tells the dashboard's server where the API is, past its CloudFront, and how it is believed there", () => {
  const server = all
    .all("AWS::Lambda::Function")
    .find((one) => one.stack === "web" && /ServerFunction/.test(one.id) && one.Properties.Runtime === "nodejs24.x");
  expect(server?.Properties.Environment).toMatchObject({
    Variables: {
      HOSTWRIGHT_API_URL: `${HTTP.slice(0, -1)} ApiEndpoint>`,
      HOSTWRIGHT_CONSOLE_URL: `wss://${settings.console.domain}`,
      HOSTWRIGHT_DASHBOARD_SECRET: DASHBOARD_SECRET,
    },
  });
});

it("lets the dashboard's CloudFront say who calls, over whatever a browser claims", () => {
  const code = all
    .all("AWS::CloudFront::Function")
    .filter((one) => one.stack === "web")
    .map((one) => String(one.Properties.FunctionCode));
  expect(code.join()).toContain(`headers["x-dashboard-secret"]={value:"${DASHBOARD_SECRET}"}`);
  expect(code.join()).toMatch(/headers\["x-dashboard-viewer"\]=\{value:\w+\.viewer\.ip\}/);
});
