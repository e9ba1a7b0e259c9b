import { OpenAPIRegistry, OpenApiGeneratorV31 } from "@asteasolutions/zod-to-openapi";
import { ERROR_STATUS } from "@hostwright/core/kernel";
import { z } from "zod";
import { apis } from "./manifest.ts";
import type { Route } from "./route.ts";

const errorShape = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERROR_STATUS)),
      message: z.string(),
      details: z
        .object({
          fields: z.array(z.object({ name: z.string(), messages: z.array(z.string()) })).optional(),
          action: z.string().optional().describe("The action that holds the lock, with `locked`."),
          challenge: z
            .object({
              token: z.string().describe("Goes into `POST /v1/auth/factor`."),
              expires_in: z.number().int().describe("Seconds."),
              factors: z.array(z.string()).describe("`totp`, `passkey`, `recovery`."),
              passkey_options: z.looseObject({}).nullable().describe("For the browser's passkeys."),
            })
            .optional()
            .describe("The second step of a sign-in, with `second_factor_required`."),
          quota: z
            .object({ resource: z.string(), limit: z.int(), used: z.int(), requested: z.int() })
            .optional()
            .describe("Which quota it is, and its numbers, with `resource_limit_exceeded`."),
        })
        .optional(),
      request_id: z.string(),
    }),
  })
  .meta({ id: "Error" });

/** `openapi/v1.json` from the routes: the one description of the API, for the docs page and the sdk. */
export function describeApi() {
  const registry = new OpenAPIRegistry();
  registry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer", bearerFormat: "JWT" });
  for (const route of Object.values(apis).flat()) if (!route.document) registry.registerPath(describeRoute(route));
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: "3.1.0",
    info: {
      title: "Hostwright API",
      version: "1",
      description:
        "Order and run virtual servers. JSON, snake_case, UTC. Slow things answer `202` with an `action`: follow it until its `status` is `success` or `error`. Errors carry a stable `code`; quote the `request_id` to support.",
    },
    servers: [{ url: "http://127.0.0.1:4000", description: "One machine (`npm start`)" }],
  });
}

type PathConfig = Parameters<OpenAPIRegistry["registerPath"]>[0];

function describeRoute(route: Route): PathConfig {
  const shape = route.operation.input instanceof z.ZodObject ? route.operation.input.shape : {};
  const inPath = pick(shape, (name) => route.pathFields.includes(name));
  const rest = pick(shape, (name) => !route.pathFields.includes(name));
  const hasQuery = route.method === "GET" || route.method === "DELETE";
  const headers = route.idempotent
    ? z.object({
        "Idempotency-Key": z
          .string()
          .max(255)
          .optional()
          .describe("The same key and body again within 24 h get the same answer, and nothing is done twice."),
      })
    : undefined;
  return {
    method: lower(route.method),
    path: route.path,
    operationId: `${lower(route.method)}${route.path.replace(/\W+(\w)/g, (_all, letter: string) => letter.toUpperCase()).replace(/\W/g, "")}`,
    tags: [route.tag],
    summary: route.summary,
    ...(route.description ? { description: route.description } : {}),
    security: route.open ? [] : [{ token: [] }],
    request: {
      ...(Object.keys(inPath).length ? { params: z.object(inPath) } : {}),
      ...(hasQuery && Object.keys(rest).length ? { query: z.object(rest) } : {}),
      ...(headers ? { headers } : {}),
      ...(!hasQuery && Object.keys(rest).length
        ? {
            body: {
              required: !z.object(rest).safeParse({}).success,
              content: { "application/json": { schema: z.strictObject(rest) } },
            },
          }
        : {}),
    },
    responses: {
      [route.status]: { description: "Success", content: { "application/json": { schema: route.answer } } },
      default: { description: "An error", content: { "application/json": { schema: errorShape } } },
    },
  };
}

const pick = <T>(shape: Record<string, T>, wanted: (name: string) => boolean): Record<string, T> =>
  Object.fromEntries(Object.entries(shape).filter(([name]) => wanted(name)));

function lower(method: Route["method"]): "get" | "post" | "patch" | "put" | "delete" {
  switch (method) {
    case "GET":
      return "get";
    case "POST":
      return "post";
    case "PATCH":
      return "patch";
    case "PUT":
      return "put";
    case "DELETE":
      return "delete";
  }
}
