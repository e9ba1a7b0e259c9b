import { AppError } from "@hostwright/core/kernel";
import { z } from "zod";
import v1 from "../../../../openapi/v1.json" with { type: "json" };

/** A JSON Schema as far as zod-to-openapi writes it for us. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  enum?: (string | number | boolean | null)[];
  const?: unknown;
  default?: unknown;
  example?: unknown;
  description?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

const schema = z.custom<Schema>((value) => typeof value === "object" && value !== null);
const content = z.object({ "application/json": z.object({ schema }) });
const operationShape = z.object({
  operationId: z.string(),
  tags: z.array(z.string()).min(1),
  summary: z.string(),
  description: z.string().optional(),
  security: z.array(z.unknown()),
  parameters: z
    .array(z.object({ name: z.string(), in: z.enum(["path", "query", "header"]), required: z.boolean(), schema }))
    .default([]),
  requestBody: z.object({ content }).optional(),
  responses: z.record(z.string(), z.object({ content: content.optional() })),
});
const shape = z.object({
  info: z.object({ title: z.string(), description: z.string() }),
  servers: z.array(z.object({ url: z.string() })).min(1),
  paths: z.record(z.string(), z.record(z.string(), operationShape)),
  components: z.object({ schemas: z.record(z.string(), schema) }),
});

export type Operation = z.output<typeof operationShape> & { method: string; path: string };
export type Description = z.output<typeof shape>;

/** `openapi/v1.json` as it was when this was built: text to answer, and parsed to render. */
export const published = v1;
export const readDescription = (): Description => shape.parse(v1);

/** The schema a reference of the description stands for, and its name; itself when it is none. */
export function resolve(description: Description, one: Schema): { name?: string; schema: Schema } {
  const name = one.$ref?.slice("#/components/schemas/".length);
  const found = name === undefined ? undefined : description.components.schemas[name];
  return name !== undefined && found ? { name, schema: found } : { schema: one };
}

const templates = [
  ...Object.entries(v1.paths).map(([path, methods]) => ({ path, methods: Object.keys(methods) })),
  // The documents, which the description leaves out.
  ...["/docs", "/v1/openapi.json"].map((path) => ({ path, methods: ["get"] })),
].map(({ path, methods }) => ({
  matches: new RegExp(`^${path.replaceAll(".", "\\.").replace(/\{\w+\}/g, "[^/]+")}$`),
  allow: methods.map((method) => method.toUpperCase()),
}));

/** What a request that no route takes is told: the methods its path has, or that there is no such path. */
export function unmatched(method: string, path: string): AppError {
  const allow = templates.find(({ matches }) => matches.test(path))?.allow;
  if (!allow) return new AppError("not_found", "there is no such route");
  return new AppError("method_not_allowed", `${method} is not possible here`, undefined, { allow });
}
