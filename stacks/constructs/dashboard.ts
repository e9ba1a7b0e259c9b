import { Duration } from "aws-cdk-lib";
import type { HttpApi } from "aws-cdk-lib/aws-apigatewayv2";
import {
  Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  LogQueryVisualizationType,
  LogQueryWidget,
  TextWidget,
} from "aws-cdk-lib/aws-cloudwatch";
import type { DatabaseCluster } from "aws-cdk-lib/aws-rds";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import type { Function as Lambda, Stack } from "sst/constructs";
import { type SavedQuery, savedQueries } from "../queries.ts";

interface Shown {
  lambdas: ReadonlyMap<string, Lambda>;
  machines: StateMachine[];
  jobs: { location: string; queue: Queue; dead: Queue }[];
  cluster: DatabaseCluster;
  http: HttpApi;
}

const HEIGHT = 6;

/** The operators' page: what is wrong at the top, the way from there to a log line beside it, the numbers below. */
export function dashboard(stack: Stack, shown: Shown): void {
  const alarms = stack.node.children.filter((child) => child instanceof Alarm);
  const lambdas = [...shown.lambdas.values()];
  const logGroupNames = lambdas.map((lambda) => lambda.logGroup.logGroupName);
  const table = (title: string, query: SavedQuery) =>
    new LogQueryWidget({
      title,
      width: 24,
      height: HEIGHT,
      view: LogQueryVisualizationType.TABLE,
      logGroupNames,
      queryLines: [...savedQueries[query]],
    });
  const graph = (title: string, left: IMetric[]) => new GraphWidget({ title, width: 8, height: HEIGHT, left });
  const sum = { statistic: "Sum", period: Duration.minutes(5) };
  new Dashboard(stack, "dashboard", {
    dashboardName: "hostwright",
    defaultInterval: Duration.hours(3),
    widgets: [
      [
        new AlarmStatusWidget({ title: "Alarms", alarms, width: 14, height: 10 }),
        new TextWidget({ markdown: guide(stack, shown.machines), width: 10, height: 10 }),
      ],
      [table("Steps that failed: take the action from here", "failed steps")],
      [table("Requests that failed on our side", "server errors of the API")],
      [
        graph(
          "Executions started",
          shown.machines.map((machine) => machine.metricStarted({ ...sum, label: name(machine) })),
        ),
        graph(
          "Executions failed",
          shown.machines.map((machine) => machine.metricFailed({ ...sum, label: name(machine) })),
        ),
        graph(
          "Oldest job, seconds",
          shown.jobs.map(({ location, queue }) => queue.metricApproximateAgeOfOldestMessage({ label: location })),
        ),
      ],
      [
        graph("Requests", [
          shown.http.metricCount(sum),
          shown.http.metricClientError(sum),
          shown.http.metricServerError(sum),
        ]),
        graph("API latency, ms", [
          shown.http.metricLatency({ statistic: "p50", label: "half" }),
          shown.http.metricLatency({ statistic: "p99", label: "99 of 100" }),
        ]),
        graph(
          "Function errors",
          [...shown.lambdas].map(([label, lambda]) => lambda.metricErrors({ ...sum, label })),
        ),
      ],
      [
        graph("Database load, % of its largest capacity", [shown.cluster.metricACUUtilization()]),
        graph("Database connections", [shown.cluster.metricDatabaseConnections()]),
        graph(
          "Dead letters",
          shown.jobs.map(({ location, dead }) => dead.metricApproximateNumberOfMessagesVisible({ label: location })),
        ),
      ],
    ],
  });
}

/** Machine names end in the workflow: `hostwright-server-create`. */
const name = (machine: StateMachine): string => machine.node.id;

function guide(stack: Stack, machines: StateMachine[]): string {
  const console = `https://${stack.region}.console.aws.amazon.com`;
  const links = machines.map(
    (machine) =>
      `[${name(machine)}](${console}/states/home?region=${stack.region}#/statemachines/view/${machine.stateMachineArn})`,
  );
  return [
    "## From an alarm to a log line",
    "1. The alarm's description names its runbook, `docs/operate/runbooks/<alarm>.md`.",
    `2. Executions, named \`<action>-<attempt>\`: ${links.join(" · ")}. The red state is the step that failed.`,
    `3. Cut the attempt off the name: that is the action. [Logs Insights](${console}/cloudwatch/home?region=${stack.region}#logsV2:logs-insights), Saved queries, \`hostwright/by action\`.`,
    "4. Its lines carry `request_id`: `hostwright/by request` shows the request that began it. `job` is what the relay logs.",
    `5. The action's row: [RDS query editor](${console}/rds/home?region=${stack.region}#query-editor:), cluster \`hostwright\`, \`select * from actions where id = 'act_…'\`.`,
  ].join("\n");
}
