import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Cloud } from "../src/cloud.ts";

/** Clients of a cloud: the real SDK's, pointed at its endpoint. */
export function clientsOf(cloud: Pick<Cloud, "url" | "region">) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const config = { endpoint: cloud.url, region: cloud.region, credentials };
  return { sqs: new SQSClient(config), sfn: new SFNClient(config), events: new EventBridgeClient(config) };
}
