import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { z } from "zod";

const schema = z.record(z.string(), z.unknown());
const content = z.object({ "application/json": z.object({ schema }) });
const operation = z.looseObject({
  operationId: z.string(),
  security: z.array(schema),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(["path", "query", "header"]), required: z.boolean(), schema }))
    .optional(),
  requestBody: z.looseObject({ required: z.boolean().optional(), content }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: content.optional() })),
});
const description = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});

export type Operation = z.output<typeof operation>;

/** `openapi/v1.json` as it is committed. */
export const published: unknown = JSON.parse(
  readFileSync(new URL("../../../../openapi/v1.json", import.meta.url), "utf8"),
);
export const v1 = description.parse(published);

/** Every operation with its method in capitals and its path. */
export const operations = Object.entries(v1.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, one]) => ({ method: method.toUpperCase(), path, operation: one })),
);

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(schema.parse(published), "v1.json");
const pointer = (parts: string[]) =>
  parts.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");

/** What is wrong with a value, by the schema at that place of the description; empty when nothing is. */
export function problems(parts: string[], value: unknown): string[] {
  const validate = ajv.getSchema(`v1.json#/${pointer(parts)}`);
  if (!validate) throw new Error(`the description has nothing at ${parts.join(" / ")}`);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${error.instancePath || "(body)"} ${error.message}`);
}

/** What is wrong with an answer to an operation, by the description: its status is listed, its body has that shape. */
export function answerProblems(method: string, path: string, answer: { status: number; body: unknown }): string[] {
  const found = v1.paths[path]?.[method.toLowerCase()];
  if (!found) return [`the description does not have ${method} ${path}`];
  const status = found.responses[answer.status] ? String(answer.status) : "default";
  if (status === "default" && answer.status < 400) return [`status ${answer.status} is not described`];
  return problems(
    ["paths", path, method.toLowerCase(), "responses", status, "content", "application/json", "schema"],
    answer.body,
  );
}
