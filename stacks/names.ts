import type { Stack } from "aws-cdk-lib";

/**
 * Names that resources of different stacks know each other by, so that no stack waits for another's outputs and IAM
 * policies can name what does not exist yet. A stage has an account of its own, so they carry no stage.
 */
export const functionName = (name: string): string => `hostwright-${name}`;
export const eventBusName = "hostwright";

export const queueArn = (stack: Stack, name: string): string => stack.formatArn({ service: "sqs", resource: name });
export const queueUrl = (stack: Stack, name: string): string =>
  `https://sqs.${stack.region}.${stack.urlSuffix}/${stack.account}/${name}`;

export const stateMachineArn = (stack: Stack, name: string): string =>
  `arn:${stack.partition}:states:${stack.region}:${stack.account}:stateMachine:${name}`;

export const deadLetters = (queue: string): string => queue.replace(/\.fifo$/, "-dead.fifo");
/** Names of buckets are the whole world's. */
export const objectsBucket = ({ account, region }: Stack): string => `hostwright-objects-${account}-${region}`;
export const anchorsBucket = ({ account, region }: Stack): string => `hostwright-anchors-${account}-${region}`;
