import type { App } from "@hostwright/core/kernel";
import { stateMachineName } from "@hostwright/core/kernel";
import { compile } from "@hostwright/core/kernel/workflow";
import { consoleSocketHandler } from "@hostwright/functions/console-socket";
import { unmatched } from "@hostwright/functions/docs/description";
import { apiHandler } from "@hostwright/functions/http";
import { mailHandler } from "@hostwright/functions/mail";
import { createMailer } from "@hostwright/functions/mailer";
import { apis, queues, schedules, subscriptions, websockets, workflows } from "@hostwright/functions/manifest";
import { resultsHandler } from "@hostwright/functions/results";
import { scheduleHandler } from "@hostwright/functions/schedule";
import { stepHandler } from "@hostwright/functions/step";
import { webhooksHandler } from "@hostwright/functions/webhooks";
import type { Context } from "aws-lambda";
import { type CloudOptions, FunctionNotFound, type InvokeFunction } from "../cloud.ts";
import type { Answer, GatewayOptions } from "../gateway.ts";
import { CONSOLE_PATH } from "./console-url.ts";

/** As long as API Gateway waits for an answer. */
const GATEWAY_MS = 30_000;

/** What Lambda gives a handler beside the event, as far as ours look at it. */
function contextOf(name: string, requestId: string, remainingMs: number): Context {
  const deadline = Date.now() + remainingMs;
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: name,
    functionVersion: "$LATEST",
    invokedFunctionArn: `arn:aws:lambda:eu-central-1:000000000000:function:${name}`,
    memoryLimitInMB: "512",
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: "local",
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: () => undefined,
    fail: () => undefined,
    succeed: () => undefined,
  };
}

/** The functions behind the queues, executions and schedules, run in this process. */
export function invoker(app: App): InvokeFunction {
  const handlers: Record<string, (event: never, context: Context) => unknown> = {
    step: stepHandler(() => app),
    results: resultsHandler(() => app),
    schedule: scheduleHandler(() => app),
    "console-socket": consoleSocketHandler(() => app),
    webhooks: webhooksHandler(() => app),
    mail: mailHandler(() => app, createMailer(app.config)),
  };
  return async (name, event, { requestId, remainingMs }) => {
    const handler = handlers[name];
    if (!handler) throw new FunctionNotFound(name);
    return handler(event as never, contextOf(name, requestId, remainingMs));
  };
}

/** The routes of every API Lambda, as the gateway serves them. */
export function gatewayRoutes(app: App): Pick<GatewayOptions, "routes" | "fallback"> {
  const answerOf = (name: keyof typeof apis): Answer => {
    const handler = apiHandler(() => app, apis[name], unmatched);
    return (event) => handler(event, contextOf(`api-${name}`, event.requestContext.requestId, GATEWAY_MS));
  };
  const names = Object.keys(apis) as (keyof typeof apis)[];
  const answers = new Map(names.map((name) => [name, answerOf(name)]));
  const fallback = answers.get("system") ?? answerOf("system");
  return {
    routes: names.flatMap((name) => apis[name].map((route) => ({ route, answer: answers.get(name) ?? fallback }))),
    fallback,
  };
}

/** Queues, state machines, consumers and schedules of the manifest. */
export function cloudParts(
  locations: string[],
): Required<Pick<CloudOptions, "queues" | "stateMachines" | "consumers" | "rules" | "schedules" | "webSockets">> {
  const fifo = (name: string, spec: { visibilitySeconds: number; maxReceiveCount: number; retentionDays: number }) => {
    const dlq = name.replace(/\.fifo$/, "-dlq.fifo");
    const retentionSeconds = spec.retentionDays * 24 * 3600;
    return [
      { name: dlq, fifo: true, retentionSeconds },
      {
        name,
        fifo: true,
        visibilitySeconds: spec.visibilitySeconds,
        maxReceiveCount: spec.maxReceiveCount,
        retentionSeconds,
        dlq,
      },
    ];
  };
  return {
    queues: [
      ...locations.flatMap((location) => fifo(queues.jobs.name(location), queues.jobs)),
      ...fifo(queues.results.name, queues.results),
    ],
    stateMachines: workflows.map((workflow) => ({
      name: stateMachineName(workflow.name),
      definition: compile(workflow, "arn:aws:lambda:eu-central-1:000000000000:function:step"),
    })),
    consumers: [{ queue: queues.results.name, function: "results", batchSize: queues.results.batchSize }],
    rules: subscriptions.map(({ name, detailTypes, function: target }) => ({
      name,
      pattern: { source: ["hostwright"], "detail-type": detailTypes },
      target: { function: target },
    })),
    webSockets: { path: CONSOLE_PATH, function: websockets[0].function },
    schedules: schedules.map(({ name, everyMinutes, function: target, payload }) => ({
      name,
      // Where one process does it all, waiting a minute for a round is not needed.
      everySeconds: name === "sweep" || name === "mail" ? 5 : everyMinutes * 60,
      function: target,
      payload,
    })),
  };
}
