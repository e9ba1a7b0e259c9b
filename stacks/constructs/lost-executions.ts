import { ArnFormat } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { CfnRule } from "aws-cdk-lib/aws-events";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Stack } from "sst/constructs";

/** How a workflow ends by itself when it fails (packages/core/src/kernel/workflow.ts). */
const ITS_OWN_ENDS = ["Undone", "Stuck"];
const NAME = "hostwright-executions-lost";

/**
 * Writes down executions that ended without settling their action (timed out, aborted, or failed otherwise than by
 * their own design), which therefore runs forever in the records. Answers how many there are.
 */
export function lostExecutions(stack: Stack, machines: StateMachine[], retention: RetentionDays): Metric {
  const log = new LogGroup(stack, "executions-lost-log", { logGroupName: `/aws/events/${NAME}`, retention });
  log.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal("events.amazonaws.com"), new ServicePrincipal("delivery.logs.amazonaws.com")],
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [log.logGroupArn],
    }),
  );
  new CfnRule(stack, "executions-lost", {
    name: NAME,
    eventPattern: {
      source: ["aws.states"],
      "detail-type": ["Step Functions Execution Status Change"],
      detail: {
        stateMachineArn: machines.map((machine) => machine.stateMachineArn),
        $or: [{ status: ["TIMED_OUT", "ABORTED"] }, { status: ["FAILED"], error: [{ "anything-but": ITS_OWN_ENDS }] }],
      },
    },
    targets: [
      {
        id: "log",
        arn: stack.formatArn({
          service: "logs",
          resource: "log-group",
          resourceName: `/aws/events/${NAME}`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        }),
      },
    ],
  });
  return new Metric({
    namespace: "AWS/Events",
    metricName: "TriggeredRules",
    dimensionsMap: { RuleName: NAME },
    statistic: "Sum",
  });
}
