import { apis, fallback, websockets } from "@hostwright/functions/manifest";
import { Fn } from "aws-cdk-lib";
import { AccessLogField, AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  LogGroupLogDestination,
  WebSocketRoute,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration, WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { type Stack, type StackContext, use } from "sst/constructs";
import { consoles } from "./consoles.ts";
import { certificateOf, MINIMUM_TLS } from "./constructs/cloudfront.ts";
import { manifestFunction } from "./constructs/lambda.ts";
import { retention } from "./constructs/retention.ts";
import { data } from "./data.ts";
import { firewallOf } from "./edge.ts";
import { settingsOf } from "./stage.ts";

/** Requests a second, and above them at once, that the whole API takes. */
const THROTTLE = { rateLimit: 500, burstLimit: 1000 };

/** The public API: an HTTP API with a function for each context, behind CloudFront and the firewall. */
export function api({ app, stack }: StackContext) {
  const settings = settingsOf(stack);
  const http = new HttpApi(stack, "http", {
    apiName: "hostwright",
    description: "The routes of packages/functions/src/manifest.ts",
    createDefaultStage: false,
  });
  const lambdas = [...routes(stack, http), ...sockets(stack)];
  stage(stack, http);

  const distribution = new Distribution(stack, "distribution", {
    domainNames: [settings.api.domain],
    certificate: certificateOf(stack, settings.api),
    minimumProtocolVersion: MINIMUM_TLS,
    webAclId: firewallOf(app),
    comment: "hostwright api",
    defaultBehavior: {
      origin: new HttpOrigin(Fn.select(2, Fn.split("/", http.apiEndpoint)), {
        protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY,
        // Filled in by CloudFormation while it deploys: in no template, but to be read by who may read distributions.
        customHeaders: { "x-origin-secret": use(data).secrets.origin.secretValue.unsafeUnwrap() },
      }),
      allowedMethods: AllowedMethods.ALLOW_ALL,
      cachePolicy: CachePolicy.CACHING_DISABLED,
      originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
      viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: viewerAddress(stack) }],
    },
  });
  stack.addOutputs({ ApiAddress: `https://${settings.api.domain}`, ApiDistribution: distribution.domainName });
  return { http, lambdas };
}

/** API Gateway sees the edge's address; whose it is goes along in a header, over whatever a caller has written there. */
const viewerAddress = (stack: Stack) =>
  new EdgeFunction(stack, "viewer-address", {
    runtime: FunctionRuntime.JS_2_0,
    comment: "x-viewer-address: who calls",
    code: FunctionCode.fromInline(`function handler(event) {
  event.request.headers["x-viewer-address"] = { value: event.viewer.ip };
  return event.request;
}`),
  });

/** Each route to its context's function, and everything else to one that answers in our own words. No CORS: browsers
 * speak to the dashboard, and the dashboard's server to the API. */
function routes(stack: Stack, http: HttpApi) {
  return Object.entries(apis).map(([context, list]) => {
    const name = `api-${context}`;
    const lambda = manifestFunction(stack, name);
    const integration = new HttpLambdaIntegration(name, lambda, { scopePermissionToRoute: false });
    for (const { method, path } of list) http.addRoutes({ path, methods: [HttpMethod[method]], integration });
    if (name === fallback)
      new HttpRoute(stack, "no-route", { httpApi: http, routeKey: HttpRouteKey.DEFAULT, integration });
    return { name, lambda };
  });
}

const SOCKET_ROUTES = ["$connect", "$disconnect", "$default"];

/** Every route of the WebSocket APIs to its function. Who connects is told by a ticket, which the function looks at. */
function sockets(stack: Stack) {
  const { api } = use(consoles);
  return websockets.map(({ name, function: handler }) => {
    const lambda = manifestFunction(stack, handler);
    for (const routeKey of SOCKET_ROUTES)
      new WebSocketRoute(stack, `${name}-${routeKey.slice(1)}`, {
        webSocketApi: api,
        routeKey,
        integration: new WebSocketLambdaIntegration(`${name}-${routeKey.slice(1)}`, lambda),
      });
    return { name: handler, lambda };
  });
}

function stage(stack: Stack, http: HttpApi): void {
  const log = new LogGroup(stack, "access-log", {
    logGroupName: "/aws/vendedlogs/apis/hostwright",
    retention: retention(settingsOf(stack)),
  });
  new HttpStage(stack, "stage", {
    httpApi: http,
    stageName: "$default",
    autoDeploy: true,
    throttle: THROTTLE,
    detailedMetricsEnabled: true,
    accessLogSettings: {
      destination: new LogGroupLogDestination(log),
      format: AccessLogFormat.custom(
        JSON.stringify({
          time: AccessLogField.contextRequestTime(),
          method: AccessLogField.contextHttpMethod(),
          path: AccessLogField.contextPath(),
          route: "$context.routeKey",
          status: AccessLogField.contextStatus(),
          ms: "$context.responseLatency",
          // The function's own request, `@requestId` in its log.
          lambda_request_id: "$context.integration.requestId",
          integration_error: "$context.integrationErrorMessage",
          address: AccessLogField.contextIdentitySourceIp(),
          user_agent: AccessLogField.contextIdentityUserAgent(),
          gateway_request_id: AccessLogField.contextRequestId(),
        }),
      ),
    },
  });
}
