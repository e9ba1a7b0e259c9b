import { Duration, type Stack } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  type MathExpression,
  type Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { type AlarmKind, type AlarmName, alarms } from "../alarms.ts";

interface Watch {
  kind: AlarmName;
  /** What of several it watches: a location, a function. */
  target?: string;
  metric: Metric | MathExpression;
  /** Where to look first: a resource's name in the console. */
  look?: string;
}

export const runbook = (kind: AlarmName): string => `docs/operate/runbooks/${kind}.md`;

/** An alarm that tells operators what it means, where to look and which runbook to open; and when it is over. */
export function alarm(stack: Stack, topic: ITopic, { kind, target, metric, look }: Watch): Alarm {
  const rule: AlarmKind = alarms[kind];
  const watched: IMetric = metric.with({ period: Duration.minutes(rule.minutes) });
  const created = new Alarm(stack, `alarm-${kind}${target ? `-${target}` : ""}`, {
    alarmName: `hostwright ${kind}${target ? ` ${target}` : ""}`,
    alarmDescription: [rule.means, ...(look ? [`Look at: ${look}.`] : []), `Runbook: ${runbook(kind)}`].join("\n\n"),
    metric: watched,
    threshold: rule.threshold,
    comparisonOperator: rule.below
      ? ComparisonOperator.LESS_THAN_THRESHOLD
      : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    evaluationPeriods: rule.readings,
    datapointsToAlarm: rule.readings,
    treatMissingData: rule.silenceIsBad ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  const tell = new SnsAction(topic);
  created.addAlarmAction(tell);
  created.addOkAction(tell);
  return created;
}
