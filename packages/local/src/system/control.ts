import { join } from "node:path";
import { type App, type Clock, loadConfig } from "@hostwright/core/kernel";
import { migrate } from "@hostwright/core/kernel/database/index";
import { createApp } from "@hostwright/functions/app";
import { type Cloud, startCloud } from "../cloud.ts";
import { type DemoSecrets, seedDemo } from "../demo/seed.ts";
import { startGateway } from "../gateway.ts";
import { cloudParts, gatewayRoutes, invoker } from "./functions.ts";

export interface ControlOptions {
  databaseUrl: string;
  ports: { api: number; local: number };
  locations: string[];
  secrets: DemoSecrets & { jwt_key: object; seal_key: string };
  logLevel: "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT";
  /** Seconds a released address rests. Default 0, as the demo has it. */
  addressRestSeconds?: number;
  clock?: Clock;
  version: string;
}

export interface Control {
  app: App;
  cloud: Cloud;
  apiUrl: string;
  close(): Promise<void>;
}

const MIGRATIONS = join(import.meta.dirname, "../../../../migrations");

/** The control plane in one process: migrations, the AWS protocols, the Lambda handlers, the HTTP API. */
export async function startControl(options: ControlOptions): Promise<Control> {
  const account = `http://127.0.0.1:${options.ports.local}/000000000000`;
  const config = loadConfig({
    HOSTWRIGHT_STAGE: "local",
    HOSTWRIGHT_LOG_LEVEL: options.logLevel,
    HOSTWRIGHT_DATABASE_URL: options.databaseUrl,
    HOSTWRIGHT_DATABASE_POOL: "20",
    HOSTWRIGHT_AWS_ENDPOINT: `http://127.0.0.1:${options.ports.local}`,
    HOSTWRIGHT_JOB_QUEUE_URL: `${account}/hostwright-jobs-{location}.fifo`,
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:aws:states:eu-central-1:000000000000:stateMachine:{workflow}",
    HOSTWRIGHT_EVENT_BUS: "default",
    HOSTWRIGHT_JWT_KEYS: JSON.stringify([options.secrets.jwt_key]),
    HOSTWRIGHT_SEAL_KEY: options.secrets.seal_key,
    HOSTWRIGHT_ADDRESS_REST_SECONDS: String(options.addressRestSeconds ?? 0),
    HOSTWRIGHT_VERSION: options.version,
  });
  const app = createApp(config, { service: "control", ...(options.clock ? { clock: options.clock } : {}) });
  await migrate(app.db, { directory: MIGRATIONS });
  await seedDemo(app, options.secrets);
  const cloud = await startCloud({
    port: options.ports.local,
    databaseUrl: options.databaseUrl,
    clock: app.clock,
    log: app.log,
    invoke: invoker(app),
    ...cloudParts(options.locations),
  });
  const gateway = await startGateway({ port: options.ports.api, ...gatewayRoutes(app) });
  return {
    app,
    cloud,
    apiUrl: gateway.url,
    async close() {
      await gateway.close();
      await cloud.close();
      await app.db.close();
    },
  };
}
