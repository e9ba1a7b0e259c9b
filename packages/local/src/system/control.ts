import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type App, type Clock, createLog, type Log, loadConfig, systemClock } from "@hostwright/core/kernel";
import { migrate } from "@hostwright/core/kernel/database/index";
import { healIndexes } from "@hostwright/core/migration";
import { createAnchors } from "@hostwright/functions/anchors";
import { createApp } from "@hostwright/functions/app";
import { createObjects } from "@hostwright/functions/objects";
import { type Cloud, type InvokeFunction, startCloud } from "../cloud.ts";
import { type DemoSecrets, seedDemo } from "../demo/seed.ts";
import { startGateway } from "../gateway.ts";
import { mailPages } from "../mail/pages.ts";
import { consoleUrlAt } from "./console-url.ts";
import { cloudParts, gatewayRoutes, invoker } from "./functions.ts";

export interface ControlOptions {
  databaseUrl: string;
  /** 0 takes a free one. */
  ports: { api: number; local: number };
  locations: string[];
  secrets: DemoSecrets & { jwt_key: object; seal_key: string; audit_key?: object | undefined };
  /** Directory for anchors of audit chains; none without it. */
  anchors?: string;
  /** Directory for files, unless the settings name another place; none without it. */
  objects?: string;
  logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT";
  /** Seconds a released address rests. Default 0, as the demo has it. */
  addressRestSeconds?: number;
  /** As browsers reach it, where that is not on this machine. */
  consoleUrl?: string;
  /** Whether webhooks may go to receivers that are not on the internet; for developers and tests. */
  webhooksAnywhere?: boolean;
  /** The dashboard as people reach it. */
  dashboardUrl?: string;
  /** Settings of the control plane beyond these (packages/core/src/kernel/config.ts); they win. */
  settings?: Record<string, string>;
  clock?: Clock;
  /** Default: structured lines on standard output. */
  log?: Log;
  version: string;
  /** Changes the app or its functions before anything uses them: tests break parts of both. */
  adapt?: { app?: (app: App) => App; invoke?: (invoke: InvokeFunction) => InvokeFunction };
}

export interface Control {
  app: App;
  cloud: Cloud;
  apiUrl: string;
  close(): Promise<void>;
}

const MIGRATIONS = join(import.meta.dirname, "../../../../migrations");

/** The control plane in one process: the AWS protocols, migrations, the Lambda handlers, the HTTP API. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const clock = options.clock ?? systemClock;
  const log = options.log ?? createLog({ service: "control", level: options.logLevel });
  // The app must know where the cloud listens, so that comes first; what it invokes meanwhile waits for the app.
  const ready = Promise.withResolvers<InvokeFunction>();
  ready.promise.catch(() => undefined);
  const cloud = await startCloud({
    port: options.ports.local,
    databaseUrl: options.databaseUrl,
    clock,
    log,
    invoke: async (...call) => (await ready.promise)(...call),
    mail: options.settings?.HOSTWRIGHT_MAIL_URL === undefined,
    ...cloudParts(options.locations),
  });
  let app: App | undefined;
  try {
    const created = createApp(configOf(options, cloud), {
      service: "control",
      clock,
      log,
      anchors: createAnchors,
      objects: createObjects,
    });
    app = options.adapt?.app?.(created) ?? created;
    await healIndexes(options.databaseUrl);
    await migrate(app.db, { directory: MIGRATIONS });
    await seedDemo(app, options.secrets);
    const invoke = invoker(app);
    ready.resolve(options.adapt?.invoke?.(invoke) ?? invoke);
    const gateway = await startGateway({
      port: options.ports.api,
      ...gatewayRoutes(app),
      ...(cloud.mail ? { aside: mailPages(cloud.mail.mailbox) } : {}),
    });
    const { db, limiter } = app;
    return {
      app,
      cloud,
      apiUrl: gateway.url,
      async close() {
        await gateway.close();
        await cloud.close();
        await limiter.close();
        await db.close();
      },
    };
  } catch (error) {
    ready.reject(error);
    await cloud.close();
    await app?.limiter.close();
    await app?.db.close();
    throw error;
  }
}

function configOf(options: ControlOptions, cloud: Cloud) {
  const account = `${cloud.url}/${cloud.account}`;
  return loadConfig({
    HOSTWRIGHT_STAGE: "local",
    HOSTWRIGHT_LOG_LEVEL: options.logLevel,
    HOSTWRIGHT_DATABASE_URL: options.databaseUrl,
    HOSTWRIGHT_DATABASE_POOL: "20",
    HOSTWRIGHT_AWS_ENDPOINT: cloud.url,
    HOSTWRIGHT_JOB_QUEUE_URL: `${account}/hostwright-jobs-{location}.fifo`,
    HOSTWRIGHT_STATE_MACHINE_ARN: cloud.stateMachineArn("{workflow}"),
    HOSTWRIGHT_EVENT_BUS: cloud.eventBus,
    HOSTWRIGHT_CONSOLE_URL: options.consoleUrl ?? consoleUrlAt(cloud.url),
    HOSTWRIGHT_CONNECTIONS_URL: cloud.url,
    HOSTWRIGHT_JWT_KEYS: JSON.stringify([options.secrets.jwt_key]),
    HOSTWRIGHT_SEAL_KEY: options.secrets.seal_key,
    ...(options.secrets.audit_key ? { HOSTWRIGHT_AUDIT_KEYS: JSON.stringify([options.secrets.audit_key]) } : {}),
    ...(options.anchors ? { HOSTWRIGHT_AUDIT_ANCHORS: pathToFileURL(options.anchors).href } : {}),
    ...(options.objects ? { HOSTWRIGHT_OBJECTS_URL: pathToFileURL(options.objects).href } : {}),
    HOSTWRIGHT_ADDRESS_REST_SECONDS: String(options.addressRestSeconds ?? 0),
    HOSTWRIGHT_WEBHOOKS_ANYWHERE: options.webhooksAnywhere ? "yes" : "no",
    HOSTWRIGHT_VERSION: options.version,
    ...(cloud.mail ? { HOSTWRIGHT_MAIL_URL: cloud.mail.url } : {}),
    ...(options.dashboardUrl ? { HOSTWRIGHT_DASHBOARD_URL: options.dashboardUrl } : {}),
    ...options.settings,
  });
}
