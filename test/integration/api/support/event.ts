import type { APIGatewayProxyEventV2, SQSRecord } from "aws-lambda";

interface Given {
  /** The route's own path where it has parameters. */
  route?: string;
  params?: Record<string, string>;
  headers?: Record<string, string>;
  body?: object;
}

/** A request as API Gateway's HTTP API hands it to a Lambda. */
export function gatewayEvent(method: string, path: string, given: Given = {}): APIGatewayProxyEventV2 {
  const routeKey = `${method} ${given.route ?? path}`;
  return {
    version: "2.0",
    routeKey,
    rawPath: path,
    rawQueryString: "",
    headers: { ...(given.body ? { "content-type": "application/json" } : {}), ...given.headers },
    requestContext: {
      accountId: "111122223333",
      apiId: "api",
      domainName: "api.hostwright.test",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "1",
      routeKey,
      stage: "$default",
      time: "20/Nov/2026:12:00:00 +0000",
      timeEpoch: 1_795_176_000_000,
    },
    ...(given.params ? { pathParameters: given.params } : {}),
    ...(given.body ? { body: JSON.stringify(given.body) } : {}),
    isBase64Encoded: false,
  };
}

/** A message as a FIFO queue hands it to a Lambda. */
export function queueRecord(group: string, body: object): SQSRecord {
  const sent = "1795176000000";
  return {
    messageId: group,
    receiptHandle: `handle-${group}`,
    body: JSON.stringify(body),
    attributes: {
      ApproximateReceiveCount: "1",
      ApproximateFirstReceiveTimestamp: sent,
      SentTimestamp: sent,
      SenderId: "relay",
      MessageGroupId: group,
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-central-1:111122223333:hostwright-results.fifo",
    awsRegion: "eu-central-1",
  };
}
