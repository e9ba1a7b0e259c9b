import type { Stack } from "aws-cdk-lib";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Settings } from "../settings.ts";

/** Where a region's alarms go. Its key is ours, since CloudWatch may not use the one AWS keeps for SNS. */
export function operatorsTopic(stack: Stack, settings: Settings): ITopic {
  const key = new Key(stack, "OperatorsKey", {
    description: "Encrypts what alarms tell operators",
    enableKeyRotation: true,
  });
  key.grantEncryptDecrypt(new ServicePrincipal("cloudwatch.amazonaws.com"));
  const topic = new Topic(stack, "Operators", { topicName: "hostwright-operators", masterKey: key, enforceSSL: true });
  const alarms = { conditions: { StringEquals: { "aws:SourceAccount": stack.account } } };
  topic.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com", alarms));
  for (const address of settings.operators) topic.addSubscription(new EmailSubscription(address));
  return topic;
}
