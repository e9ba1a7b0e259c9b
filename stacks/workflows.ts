import { compile, stateMachineName } from "@hostwright/core/kernel";
import { workflows as all, schedules, subscriptions } from "@hostwright/functions/manifest";
import { Duration } from "aws-cdk-lib";
import { EventBus, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Function as Lambda, Stack, StackContext } from "sst/constructs";
import { manifestFunction } from "./constructs/lambda.ts";
import { mailIdentity } from "./constructs/mail-identity.ts";
import { retention } from "./constructs/retention.ts";
import { eventBusName } from "./names.ts";
import { settingsOf } from "./stage.ts";

/** The sagas as state machines, the function that runs their steps, and what runs by the clock. */
export function workflows({ stack }: StackContext) {
  const step = manifestFunction(stack, "step");
  const role = new Role(stack, "executions", {
    roleName: "hostwright-executions",
    description: "Executions of workflows: they call the step function and nothing else",
    assumedBy: new ServicePrincipal("states.amazonaws.com"),
    inlinePolicies: {
      step: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ["lambda:InvokeFunction"], resources: [step.functionArn] })],
      }),
    },
  });
  const log = new LogGroup(stack, "executions-log", {
    logGroupName: "/aws/vendedlogs/states/hostwright",
    retention: retention(settingsOf(stack)),
  });
  const machines = all.map(
    (workflow) =>
      new StateMachine(stack, workflow.name, {
        stateMachineName: stateMachineName(workflow.name),
        comment: `Hostwright workflow ${workflow.name}`,
        definitionBody: DefinitionBody.fromString(stack.toJsonString(compile(workflow, step.functionArn))),
        role,
        tracingEnabled: true,
        // Without execution data: it holds the task tokens of relay steps.
        logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
      }),
  );
  mailIdentity(stack);
  return { step, machines, schedule: byTheClock(stack) };
}

/** The manifest's schedules and subscriptions, each a rule of its function. */
function byTheClock(stack: Stack): ReadonlyMap<string, Lambda> {
  const targets = new Map(
    [...new Set([...schedules, ...subscriptions].map((one) => one.function))].map((name) => [
      name,
      manifestFunction(stack, name),
    ]),
  );
  for (const subscription of subscriptions) {
    const target = targets.get(subscription.function);
    if (!target) continue;
    new Rule(stack, `on-${subscription.name}`, {
      ruleName: `hostwright-on-${subscription.name}`,
      eventBus: EventBus.fromEventBusName(stack, `bus-of-${subscription.name}`, eventBusName),
      eventPattern: { source: ["hostwright"], detailType: [...subscription.detailTypes] },
      targets: [new LambdaFunction(target)],
    });
  }
  for (const schedule of schedules) {
    const target = targets.get(schedule.function);
    if (!target) continue;
    new Rule(stack, `every-${schedule.name}`, {
      ruleName: `hostwright-${schedule.name}`,
      schedule: Schedule.rate(Duration.minutes(schedule.everyMinutes)),
      targets: [
        // The next round comes soon enough; an old one is not worth repeating.
        new LambdaFunction(target, {
          event: RuleTargetInput.fromObject(schedule.payload),
          retryAttempts: 0,
          maxEventAge: Duration.minutes(schedule.everyMinutes),
        }),
      ],
    });
  }
  return targets;
}
