/** The names AWS gives things, for one account in one region at one endpoint. */
export interface Names {
  region: string;
  account: string;
  eventBus: string;
  queueUrl(queue: string): string;
  queueArn(queue: string): string;
  functionArn(name: string): string;
  stateMachineArn(name: string): string;
  executionArn(stateMachine: string, name: string): string;
  ruleArn(rule: string): string;
}

/** `endpoint` is read late: the port is known only once the server listens. */
export function awsNames(region: string, account: string, endpoint: () => string): Names {
  const arn = (service: string, rest: string) => `arn:aws:${service}:${region}:${account}:${rest}`;
  return {
    region,
    account,
    eventBus: "default",
    queueUrl: (queue) => `${endpoint()}/${account}/${queue}`,
    queueArn: (queue) => arn("sqs", queue),
    functionArn: (name) => arn("lambda", `function:${name}`),
    stateMachineArn: (name) => arn("states", `stateMachine:${name}`),
    executionArn: (stateMachine, name) => arn("states", `execution:${stateMachine}:${name}`),
    ruleArn: (rule) => arn("events", `rule/${rule}`),
  };
}

/** The function named by an ARN (with or without qualifier), a partial ARN or a plain name. */
export function functionName(reference: string): string {
  const afterKind = reference.split(":function:")[1] ?? reference;
  return afterKind.split(":")[0] ?? afterKind;
}

/** Last part of an ARN: a queue's, state machine's or execution's own name. */
export const lastOfArn = (arn: string): string => arn.slice(arn.lastIndexOf(":") + 1);
