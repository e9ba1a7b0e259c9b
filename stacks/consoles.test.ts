import { websockets } from "@hostwright/functions/manifest";
import { expect, inject, it } from "vitest";
import { readSettings } from "./settings.ts";
import { Templates } from "./testing/template.ts";

const all = new Templates(inject("synth").templates);
const { console } = readSettings("example");
const API = "<AWS::ApiGatewayV2::Api hostwright-console>";
const ours = (type: string) => all.all(type).filter((one) => one.Properties.ApiId === API);

it("takes WebSockets under its own name, with TLS 1.2 at least and a limit on messages", () => {
  const api = all.all("AWS::ApiGatewayV2::Api").find((one) => one.Properties.Name === "hostwright-console");
  expect(api?.Properties).toMatchObject({ ProtocolType: "WEBSOCKET" });
  expect(all.all("AWS::ApiGatewayV2::DomainName").map((one) => one.Properties)).toMatchObject([
    {
      DomainName: console.domain,
      DomainNameConfigurations: [
        { CertificateArn: console.certificate, EndpointType: "REGIONAL", SecurityPolicy: "TLS_1_2" },
      ],
    },
  ]);
  expect(ours("AWS::ApiGatewayV2::ApiMapping")).toHaveLength(1);
  expect(ours("AWS::ApiGatewayV2::Stage").map((one) => one.Properties)).toMatchObject([
    { StageName: "live", AutoDeploy: true, DefaultRouteSettings: { ThrottlingRateLimit: 2000 } },
  ]);
});

it("hands every route to its function, which API Gateway may call for this API alone", () => {
  const integrations = new Map(
    ours("AWS::ApiGatewayV2::Integration").map((one) => [
      `<${one.Type} ${one.id}>`,
      String(one.Properties.IntegrationUri),
    ]),
  );
  const routes = ours("AWS::ApiGatewayV2::Route").map((one) => ({
    key: one.Properties.RouteKey,
    uri: integrations.get(String(one.Properties.Target).replace("integrations/", "")),
  }));
  expect(routes.map(({ key }) => key).sort()).toEqual(["$connect", "$default", "$disconnect"]);
  for (const { uri } of routes)
    expect(uri).toContain(`<AWS::Lambda::Function hostwright-${websockets[0].function} Arn>/invocations`);
  const permissions = all
    .all("AWS::Lambda::Permission")
    .filter((one) => String(one.Properties.FunctionName).includes("hostwright-console-socket"));
  expect(permissions).toHaveLength(3);
  for (const { Properties } of permissions) expect(String(Properties.SourceArn)).toContain(API);
});
