import { fileURLToPath } from "node:url";
import { signAccessToken } from "@hostwright/core/identity";
import { type App, isId, loadConfig } from "@hostwright/core/kernel";
import { migrate } from "@hostwright/core/kernel/database/index";
import { createApp } from "@hostwright/functions/app";
import { seedDemo } from "@hostwright/local/demo/seed";
import { newSecrets } from "@hostwright/local/system/settings";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

const MIGRATIONS = fileURLToPath(new URL("../../migrations", import.meta.url));

/** The control plane as a Lambda has it, on a database with the demo's catalog; what leaves it goes nowhere. */
export async function benchApp(databaseUrl: string): Promise<App> {
  const secrets = await newSecrets(["fra1", "hel1"]);
  const config = loadConfig({
    HOSTWRIGHT_DATABASE_URL: databaseUrl,
    HOSTWRIGHT_JOB_QUEUE_URL: "http://127.0.0.1/{location}",
    HOSTWRIGHT_STATE_MACHINE_ARN: "arn:{workflow}",
    HOSTWRIGHT_JWT_KEYS: JSON.stringify([secrets.jwt_key]),
    HOSTWRIGHT_SEAL_KEY: secrets.seal_key,
    HOSTWRIGHT_LIMIT_REQUESTS: "1000000/60",
  });
  const app: App = {
    ...createApp(config, { service: "bench" }),
    deliver: async (envelopes) => envelopes.map((envelope) => envelope.id),
  };
  await migrate(app.db, { directory: MIGRATIONS });
  await seedDemo(app, secrets);
  return app;
}

/** An access token of an owner of that tenant. */
export async function ownerToken(app: App, tenant: string): Promise<string> {
  const user = await app.db.kysely
    .selectFrom("users")
    .select("id")
    .where("email", "=", "demo@hostwright.test")
    .executeTakeFirstOrThrow();
  if (!isId("usr", user.id) || !isId("ten", tenant)) throw new Error("not an id");
  return signAccessToken(app, { id: `ses_${user.id.slice(4)}`, user: user.id, member: { tenant, role: "owner" } });
}

/** A request as API Gateway hands it to a Lambda. */
export function eventOf(request: {
  routeKey: string;
  query?: string;
  token: string;
  headers?: Record<string, string>;
  body?: unknown;
}): APIGatewayProxyEventV2 {
  const [method = "", path = ""] = request.routeKey.split(" ");
  return {
    version: "2.0",
    routeKey: request.routeKey,
    rawPath: path,
    rawQueryString: request.query ?? "",
    headers: { authorization: `Bearer ${request.token}`, "content-type": "application/json", ...request.headers },
    requestContext: {
      accountId: "000000000000",
      apiId: "bench",
      domainName: "127.0.0.1",
      domainPrefix: "bench",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
      requestId: "bench",
      routeKey: request.routeKey,
      stage: "$default",
      time: "",
      timeEpoch: 0,
    },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
    isBase64Encoded: false,
  };
}
