import { AppError, query } from "@hostwright/core/kernel";
import { sql } from "kysely";
import { z } from "zod";
import { published } from "../docs/description.ts";
import { docsPage, POLICY } from "../docs/page.ts";
import { route } from "../route.ts";

const health = query({
  name: "system.health",
  permission: "public:health",
  input: z.strictObject({}),
  run: async (ctx) => ({
    status: "ok" as const,
    version: ctx.app.config.HOSTWRIGHT_VERSION,
    timestamp: ctx.now.toISOString(),
  }),
});

/** Checks what requests need: the database. */
const ready = query({
  name: "system.ready",
  permission: "public:health",
  input: z.strictObject({}),
  async run(ctx) {
    try {
      await sql`select 1`.execute(ctx.db);
    } catch (error) {
      ctx.log.error("not ready", { reason: String(error) });
      throw new AppError("maintenance", "the database does not answer", undefined, { retryAfter: 5 });
    }
    return { status: "ready" as const, checks: { database: "ok" as const } };
  },
});

const docs = query({
  name: "system.docs",
  permission: "public:docs",
  input: z.strictObject({}),
  run: async () => docsPage(),
});

const description = query({
  name: "system.description",
  permission: "public:docs",
  input: z.strictObject({}),
  run: async () => JSON.stringify(published),
});
const text = { answer: z.string(), tag: "System", open: true };
const CACHED = { "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };

const healthAnswer = z
  .object({ status: z.literal("ok"), version: z.string(), timestamp: z.iso.datetime() })
  .meta({ id: "Health" });
const readyAnswer = z.object({ status: z.literal("ready"), checks: z.object({ database: z.literal("ok") }) });
const about = { answer: healthAnswer, tag: "System", summary: "Whether the API answers", open: true };

export const systemRoutes = [
  route("GET /health", health, about),
  route("GET /v1/health", health, about),
  route("GET /ready", ready, {
    answer: readyAnswer,
    tag: "System",
    summary: "Whether the API can do its work",
    open: true,
  }),
  route("GET /v1/openapi.json", description, {
    ...text,
    summary: "This API's description (OpenAPI 3.1)",
    document: { ...CACHED, "content-type": "application/json", "access-control-allow-origin": "*" },
  }),
  route("GET /docs", docs, {
    ...text,
    summary: "This API's documentation",
    document: { ...CACHED, "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY },
  }),
];
