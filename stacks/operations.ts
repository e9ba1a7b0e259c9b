import { queues } from "@hostwright/functions/manifest";
import { MathExpression, Metric, type MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { CfnQueryDefinition, FilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs";
import { type Function as Lambda, type Stack, type StackContext, use } from "sst/constructs";
import type { AlarmName } from "./alarms.ts";
import { api } from "./api.ts";
import { alarm } from "./constructs/alarm.ts";
import { dashboard } from "./constructs/dashboard.ts";
import { lostExecutions } from "./constructs/lost-executions.ts";
import { operatorsTopic } from "./constructs/operators-topic.ts";
import { retention } from "./constructs/retention.ts";
import { data } from "./data.ts";
import { events } from "./events.ts";
import { limitStoreOf } from "./limits.ts";
import { functionName } from "./names.ts";
import { network } from "./network.ts";
import { savedQueries } from "./queries.ts";
import { settingsOf } from "./stage.ts";
import { workflows } from "./workflows.ts";

/** Rounds of the sweep after which an undelivered message is no hiccup any more. */
const UNDELIVERED_ROUNDS = 5;

type Pattern = Parameters<typeof FilterPattern.all>[0];
type Watch = (kind: AlarmName, metric: Metric | MathExpression, more?: { target?: string; look?: string }) => void;

/** What operators look at: alarms that lead to runbooks, a dashboard, and saved queries from action to log. */
export function operations({ stack }: StackContext, dashboardServer: IFunction) {
  const topic = operatorsTopic(stack, settingsOf(stack));
  const watch: Watch = (kind, metric, more) => void alarm(stack, topic, { kind, metric, ...more });
  const lambdas = allLambdas();
  watchLocations(watch);
  watchActions(stack, watch, lambdas);
  watchLetters(stack, watch, lambdas);
  watchApi(stack, watch, lambdas);
  watchFunctions(watch, lambdas);
  watchDatabase(watch);
  watchLimitStore(stack, watch);
  watch("function-errors", dashboardServer.metricErrors({ statistic: "Sum" }), {
    target: "dashboard",
    look: "the dashboard's server function in Lambda, its log",
  });
  for (const [name, lines] of Object.entries(savedQueries))
    new CfnQueryDefinition(stack, `query-${name.replaceAll(" ", "-")}`, {
      name: `hostwright/${name}`,
      queryString: lines.join("\n| "),
      logGroupNames: [...lambdas.values()].map((lambda) => lambda.logGroup.logGroupName),
    });
  dashboard(stack, {
    lambdas,
    machines: use(workflows).machines,
    jobs: use(events).jobs,
    cluster: use(data).cluster,
    http: use(api).http,
  });
}

/** Every function by its name in the manifest. */
function allLambdas(): ReadonlyMap<string, Lambda> {
  const { step, schedule } = use(workflows);
  return new Map([
    ...use(api).lambdas.map(({ name, lambda }): [string, Lambda] => [name, lambda]),
    ["step", step],
    [queues.results.consumer, use(events).consumer],
    ...schedule,
  ]);
}

const sum = (...metrics: Metric[]): MathExpression =>
  new MathExpression({
    expression: metrics.map((_, index) => `FILL(m${index}, 0)`).join(" + "),
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
  });

function watchLocations(watch: Watch): void {
  const { jobs, results } = use(events);
  const visible = "ApproximateNumberOfMessagesVisible";
  for (const { location, queue, dead } of jobs) {
    const look = `the queue ${queues.jobs.name(location)}`;
    const asked = (name: string) => queue.metric(name, { statistic: "Sum" });
    watch("relay-away", sum(asked("NumberOfEmptyReceives"), asked("NumberOfMessagesReceived")), {
      target: location,
      look,
    });
    watch("jobs-waiting", queue.metricApproximateAgeOfOldestMessage(), { target: location, look });
    watch("job-dead-letter", dead.metric(visible, { statistic: "Maximum" }), { target: location, look });
  }
  watch("result-dead-letter", results.dead.metric(visible, { statistic: "Maximum" }), {
    look: `the queue ${queues.results.name}`,
  });
  const perLocation = new Map<string, number>();
  for (const { location, id } of use(network).connections) {
    const number = (perLocation.get(location) ?? 0) + 1;
    perLocation.set(location, number);
    const tunnels = new Metric({
      namespace: "AWS/VPN",
      metricName: "TunnelState",
      dimensionsMap: { VpnId: id },
      statistic: "Maximum",
    });
    watch("vpn-down", tunnels, {
      target: `${location}-${number}`,
      look: `the VPN connection hostwright-${location}-${number}`,
    });
  }
}

function watchActions(stack: Stack, watch: Watch, lambdas: ReadonlyMap<string, Lambda>): void {
  const counted = (name: string, source: string, pattern: Pattern) =>
    countedLines(stack, name, lambdas.get(source)?.logGroup, pattern);
  const message = (text: string) => FilterPattern.stringValue("$.message", "=", text);
  const stuck = FilterPattern.all(message("step ran"), FilterPattern.stringValue("$.phase", "=", "stuck"));
  watch("action-stuck", counted("StuckActions", "step", stuck), {
    look: "the saved query hostwright/stuck actions, and executions that ended in Stuck",
  });
  const undone = FilterPattern.all(message("step ran"), FilterPattern.stringValue("$.phase", "=", "undone"));
  watch("actions-failing", counted("UndoneActions", "step", undone), {
    look: "failed executions of the state machines hostwright-…, and the saved query hostwright/failed steps",
  });
  const lost = lostExecutions(stack, use(workflows).machines, retention(settingsOf(stack)));
  watch("execution-lost", lost, { look: "the log /aws/events/hostwright-executions-lost: it names the executions" });
  watch("left-after-removal", counted("LeftAfterRemoval", "results", message("something was left after a removal")), {
    look: "the saved query hostwright/errors and warnings",
  });
  watch("finding-critical", counted("CriticalFindings", "schedule", message("a critical finding has opened")), {
    look: "the dashboard's operator page Reconciliation, and the saved query hostwright/critical findings",
  });
  const undelivered = FilterPattern.all(
    message("outbox message not delivered"),
    FilterPattern.numberValue("$.attempts", ">=", UNDELIVERED_ROUNDS),
  );
  watch("messages-undelivered", counted("UndeliveredMessages", "schedule", undelivered), {
    look: "the saved query hostwright/errors and warnings",
  });
}

/** Tries after which a letter that waits is no hiccup any more. */
const DELAYED_TRIES = 3;

function watchLetters(stack: Stack, watch: Watch, lambdas: ReadonlyMap<string, Lambda>): void {
  const message = (text: string) => FilterPattern.stringValue("$.message", "=", text);
  const log = lambdas.get("mail")?.logGroup;
  const look = "the log /aws/lambda/hostwright-mail: it names the reason, and Amazon SES: its account dashboard";
  watch("letters-undelivered", countedLines(stack, "LettersGivenUp", log, message("letter given up")), { look });
  const delayed = FilterPattern.all(
    message("letter not delivered yet"),
    FilterPattern.numberValue("$.attempts", ">=", DELAYED_TRIES),
  );
  watch("letters-delayed", countedLines(stack, "LettersDelayed", log, delayed), { look });
}

/** A metric that counts the lines of a function's log that match. */
function countedLines(
  stack: Stack,
  metricName: string,
  logGroup: ILogGroup | undefined,
  filterPattern: Pattern,
  source?: string,
): Metric {
  if (!logGroup) throw new Error(`${metricName} counts lines of a function that is not there`);
  const filter = new MetricFilter(stack, source ? `${metricName}-${source}` : metricName, {
    logGroup,
    metricNamespace: "Hostwright",
    metricName,
    filterPattern,
    metricValue: "1",
  });
  return filter.metric({ statistic: "Sum" });
}

function watchApi(stack: Stack, watch: Watch, lambdas: ReadonlyMap<string, Lambda>): void {
  const inEach = (name: string, message: string) => {
    const metrics = use(api).lambdas.map(({ name: source }) =>
      countedLines(
        stack,
        name,
        lambdas.get(source)?.logGroup,
        FilterPattern.stringValue("$.message", "=", message),
        source,
      ),
    );
    // One metric, however many functions write it.
    return metrics[0];
  };
  const away = inEach("RateLimitStoreAway", "rate limit store away");
  if (away) watch("limits-away", away, { look: "the saved query hostwright/errors and warnings" });
  inEach("AttackPatterns", "attack pattern");
  const { http } = use(api);
  const look = "the saved query hostwright/server errors of the API";
  watch("api-errors", http.metricServerError({ statistic: "Sum" }), { look });
  watch("api-slow", http.metricLatency({ statistic: "p99" }), { look: "the dashboard's row on the API" });
}

function watchFunctions(watch: Watch, lambdas: ReadonlyMap<string, Lambda>): void {
  const options: MetricOptions = { statistic: "Sum" };
  for (const [name, lambda] of lambdas) {
    const more = { target: name, look: `the log /aws/lambda/${functionName(name)}` };
    watch("function-errors", lambda.metricErrors(options), more);
    watch("function-throttled", lambda.metricThrottles(options), more);
  }
  const schedule = lambdas.get("schedule");
  if (schedule) watch("schedule-silent", schedule.metricInvocations(options), { look: "the rule hostwright-sweep" });
}

function watchLimitStore(stack: Stack, watch: Watch): void {
  const store = limitStoreOf(stack);
  if (!store) return;
  const metric = (metricName: string, statistic: string) =>
    new Metric({ namespace: "AWS/ElastiCache", metricName, statistic, dimensionsMap: { clusterId: store.name } });
  const look = `the serverless cache ${store.name} in ElastiCache`;
  watch("limit-store-throttled", metric("ThrottledCmds", "Sum"), { look });
  const share = new MathExpression({
    expression: `100 * used / ${store.largestBytes}`,
    usingMetrics: { used: metric("BytesUsedForCache", "Maximum") },
    label: "% of its largest size",
  });
  watch("limit-store-full", share, { look });
}

function watchDatabase(watch: Watch): void {
  const { cluster } = use(data);
  const look = "the cluster hostwright in RDS, its Performance Insights";
  watch("database-full-load", cluster.metricACUUtilization({ statistic: "Average" }), { look });
  watch("database-connections", cluster.metricDatabaseConnections({ statistic: "Maximum" }), { look });
}
